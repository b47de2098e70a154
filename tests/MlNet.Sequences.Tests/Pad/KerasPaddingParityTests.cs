using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences.Tests;

[TestClass]
public class KerasPaddingParityTests
{
    [TestMethod]
    public void Every_padding_fixture_agrees_with_Keras()
    {
        int cases = 0;
        foreach (var example in KerasFixtures.Load().SelectMany(fixture => fixture.PadSequences ?? []))
        {
            Check(example.Args, example.Sequences, example.Expected, example.Id);
            cases++;
        }

        Assert.AreNotEqual(0, cases, "The fixture folder holds no padding case.");
    }

    // Small cases of our own, worked out from Keras's definition, for a clone that lacks the fixtures.
    [TestMethod]
    [DataRow(null, null, null, null, "0,0,5;1,2,3", DisplayName = "Without maxlen the longest counts")]
    [DataRow(2, null, null, null, "0,5;2,3", DisplayName = "Keras pads and truncates at the front")]
    [DataRow(2, "post", "post", null, "5,0;1,2", DisplayName = "Post")]
    [DataRow(2, "post", "pre", 7f, "5,7;2,3", DisplayName = "Another value")]
    public void Our_own_cases_agree_with_Keras_definition(
        int? maxlen, string? padding, string? truncating, float? value, string expected) =>
        Check(
            new(maxlen, padding, truncating, value), [[5], [1, 2, 3]],
            [.. expected.Split(';').Select(row => row.Split(',').Select(uint.Parse).ToArray())], expected);

    private static void Check(KerasFixtures.PaddingArguments arguments, uint[][] sequences, uint[][] expected, string name)
    {
        var options = new PadSequenceOptions
        {
            Length = arguments.Maxlen ?? sequences.Max(sequence => sequence.Length),
            Padding = arguments.Padding == "post" ? SequencePadding.Post : SequencePadding.Pre,
            Truncation = arguments.Truncating == "post" ? SequenceTruncation.Post : SequenceTruncation.Pre,
            PaddingValue = arguments.Value ?? 0,
        };
        var mlContext = new MLContext(seed: 1);
        var view = Rows.Of(mlContext, new KeyDataViewType(typeof(uint), 1000), sequences);
        var transformer = new SequencePaddingEstimator((IHostEnvironment)mlContext, "Features", "Tokens", options).Fit(view);

        uint[][] actual = Rows.Keys(transformer.Transform(view), "Features");
        Assert.HasCount(expected.Length, actual, name);
        for (int i = 0; i < expected.Length; i++)
            CollectionAssert.AreEqual(expected[i], actual[i], $"{name}: sequence {i}: got {string.Join(',', actual[i])}");
    }
}
