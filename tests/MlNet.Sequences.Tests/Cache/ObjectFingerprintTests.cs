using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ObjectFingerprintTests
{
    private static readonly MLContext MlContext = new();

    [TestMethod]
    public void Estimators_of_ML_NET_and_ours_are_alike_where_their_settings_are()
    {
        Func<int, object>[] makers =
        [
            n => MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 10 + n),
            n => MlContext.Transforms.PadSequence("Features", "Tokens", length: 5 + n),
            n => MlContext.Transforms.Text.TokenizeIntoWords("Words", n == 0 ? "Text" : "Title"),
            n => MlContext.Transforms.Conversion.MapValueToKey("Keys", "Words", maximumNumberOfKeys: 100 + n),
            n => MlContext.Transforms.Text.NormalizeText("Text", keepNumbers: n == 0),
            n => MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text")
            .Append(MlContext.Transforms.PadSequence("Features", "Tokens", 5 + n)),
            n => MlContext.Transforms.CopyColumns("A", "B").Append(MlContext.Transforms.CopyColumns("C", n == 0 ? "A" : "B")),
        ];
        foreach (var maker in makers)
        {
            Assert.AreEqual(ObjectFingerprint.Of(maker(0)), ObjectFingerprint.Of(maker(0)), maker(0).GetType().Name);
            Assert.AreEqual(ObjectFingerprint.Of(maker(1)), ObjectFingerprint.Of(maker(1)), maker(1).GetType().Name);
            Assert.AreNotEqual(ObjectFingerprint.Of(maker(0)), ObjectFingerprint.Of(maker(1)), maker(0).GetType().Name);
        }
    }

    [TestMethod]
    public void A_fit_leaves_the_fingerprint_as_it_was()
    {
        var estimator = MlContext.Transforms.Text.TokenizeIntoWords("Words", "Text")
            .Append(MlContext.Transforms.Conversion.MapValueToKey("Words"));
        string before = ObjectFingerprint.Of(estimator);
        estimator.Fit(MlContext.Data.LoadFromEnumerable([new { Text = "a film" }]));
        Assert.AreEqual(before, ObjectFingerprint.Of(estimator));
    }

    [TestMethod]
    public void The_order_of_what_has_none_does_not_matter_and_that_of_all_else_does()
    {
        Assert.AreEqual(
            ObjectFingerprint.Of(new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 }),
            ObjectFingerprint.Of(new Dictionary<string, int> { ["b"] = 2, ["a"] = 1 }));
        Assert.AreEqual(
            ObjectFingerprint.Of(new HashSet<string> { "a", "b" }), ObjectFingerprint.Of(new HashSet<string> { "b", "a" }));
        Assert.AreNotEqual(
            ObjectFingerprint.Of(new HashSet<string> { "a" }), ObjectFingerprint.Of(new HashSet<string> { "a", "b" }));
        Assert.AreNotEqual(
            ObjectFingerprint.Of(new List<string> { "a", "b" }), ObjectFingerprint.Of(new List<string> { "b", "a" }));
        Assert.AreNotEqual(ObjectFingerprint.Of(new[] { "ab", "" }), ObjectFingerprint.Of(new[] { "a", "b" }));
        Assert.AreNotEqual(ObjectFingerprint.Of(new[] { 1L }), ObjectFingerprint.Of(new[] { 1 }));
        Assert.AreNotEqual(ObjectFingerprint.Of(DayOfWeek.Monday), ObjectFingerprint.Of(DayOfWeek.Friday));
    }

    [TestMethod]
    public void Functions_are_alike_by_their_code_and_by_what_they_hold()
    {
        static Func<int> Adding(int number) => () => number + 1;
        static Func<int> Doubling(int number) => () => number * 2;
        Assert.AreEqual(ObjectFingerprint.Of(Adding(1)), ObjectFingerprint.Of(Adding(1)));
        Assert.AreNotEqual(ObjectFingerprint.Of(Adding(1)), ObjectFingerprint.Of(Adding(2)));
        Assert.AreNotEqual(ObjectFingerprint.Of(Adding(1)), ObjectFingerprint.Of(Doubling(1)));
    }

    [TestMethod]
    public void Objects_that_hold_each_other_end()
    {
        Node first = new() { Name = "a" }, second = new() { Name = "b", Next = first };
        (first.Next, first.Known) = (second, new() { ["self"] = first });
        Assert.HasCount(64, ObjectFingerprint.Of(first));
    }

    private sealed class Node
    {
        public string Name { get; init; } = "";

        public Node? Next { get; set; }

        public Dictionary<string, Node> Known { get; set; } = [];
    }
}
