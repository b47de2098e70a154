using System.Text.Json;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>Which words made a prediction, for models of each task.</summary>
[TestClass]
public class ExplainTests
{
    private static readonly Workplace Workplace = new();

    private static Tool Tool => Workplace.Tool;

    [ClassInitialize]
    public static void Train(TestContext context)
    {
        var random = new Random(1);
        string[] rows = [.. Enumerable.Range(0, 200).Select(_ =>
        {
            string kind = ((string[])["bad", "fair", "good"])[random.Next(3)];
            string words = string.Join(' ', Enumerable.Range(0, 6).Select(i => $"word{random.Next(8)}"));
            return $"{words} {kind},{kind != "bad"},{kind},{(kind == "good" ? 9 : kind == "fair" ? 5 : 1)}";
        })];
        Workplace.Write("reviews.csv", $"Text,Label,Kind,Stars\n{string.Join('\n', rows)}\n");
        TrainOn("ngrams.zip", "--trainer", "ngrams");
        TrainOn("kinds.zip", "--trainer", "ngrams", "--label-column", "Kind");
        TrainOn("lstm.zip", "--epochs", "2", "--hidden-size", "4", "--embedding-size", "4");
        TrainOn(
            "stars.zip", "--epochs", "1", "--hidden-size", "4", "--embedding-size", "4", "--label-column", "Stars", "--task",
            "regression");

        static void TrainOn(string output, params string[] options) => Assert.AreEqual(
            0, Tool.Run(["train", "--data", "reviews.csv", "--output", output, .. options]).ExitCode);
    }

    [ClassCleanup]
    public static void CleanUp() => Workplace.Dispose();

    [TestMethod]
    [DataRow("integrated-gradients")]
    [DataRow("occlusion")]
    [DataRow("gradient-times-input")]
    public void The_word_that_makes_a_class_contributes_most(string method)
    {
        var run = Tool.Run(
            "explain", "--model", "ngrams.zip", "--text", "word1 word2 Bad word3", "word1 Good", "--method", method, "--json");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.HasCount(2, run.OutputLines);
        var first = JsonDocument.Parse(run.OutputLines[0]).RootElement;
        Assert.AreEqual("word1 word2 Bad word3", first.GetProperty("text").GetString());
        Assert.AreEqual(method, first.GetProperty("method").GetString());
        var tokens = first.GetProperty("tokens").EnumerateArray().ToDictionary(
            token => token.GetProperty("token").GetString()!, token => token.GetProperty("contribution").GetDouble());
        Assert.AreEqual("Bad", tokens.MinBy(token => token.Value).Key, "as the text spells it");
        double sum = first.GetProperty("baselineScore").GetDouble() + tokens.Values.Sum();
        Assert.AreEqual(
            first.GetProperty("explainedScore").GetDouble() - sum, first.GetProperty("completenessGap").GetDouble(), 1e-4);
    }

    [TestMethod]
    public void People_read_the_prediction_the_text_and_the_strongest_words()
    {
        var run = Tool.Run("explain", "--model", "ngrams.zip", "--text", "word1 word2 bad word3", "--top", "1");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.DoesNotContain("\u001b", run.Output, "no colors in a file");
        Assert.Contains("word1 word2 bad word3", run.Output);
        Assert.Contains("log-odds of", run.Output);
        string last = run.OutputLines.Last(line => line.Contains('│', StringComparison.Ordinal));
        Assert.Contains("bad", last);
        Assert.Contains("-", last);
    }

    [TestMethod]
    public void A_text_without_words_is_said_to_have_none()
    {
        foreach (var (text, message) in new[]
        {
            ("", "The text has no word that the model reads"), ("?!", "No word of the text changes the score"),
        })
        {
            var run = Tool.Run("explain", "--model", "ngrams.zip", "--text", text);
            Assert.AreEqual(0, run.ExitCode, run.Error);
            Assert.HasCount(2, run.OutputLines, run.Output);
            Assert.Contains("log-odds of", run.OutputLines[0]);
            Assert.StartsWith(message, run.OutputLines[1]);
        }

        var empty = Tool.Run("explain", "--model", "ngrams.zip", "--text", "", "--json").Json();
        Assert.AreEqual(0, empty.GetProperty("tokens").GetArrayLength());
    }

    [TestMethod]
    public void Over_a_data_set_the_tool_says_how_far_it_is()
    {
        var tool = new Tool(Path.GetDirectoryName(Workplace.Path("kinds.zip"))!);
        tool.Environment["MLNET_SEQUENCES_PROGRESS"] = "0";
        var run = tool.Run("explain", "--model", "kinds.zip", "--data", "reviews.csv", "--json");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.HasCount(200, run.ErrorLines.Where(line => line.StartsWith("Explained ", StringComparison.Ordinal)));
        Assert.MatchesRegex(@"^Explained 200 rows, [\d,]+ a second$", run.ErrorLines[^1]);
    }

    [TestMethod]
    public void A_network_of_two_classes_and_one_of_numbers_are_explained()
    {
        var network = Tool.Run("explain", "--model", "lstm.zip", "--text", "word1 bad", "--steps", "40", "--json").Json();
        Assert.AreEqual(0, network.GetProperty("completenessGap").GetDouble(), 0.01);
        Assert.AreEqual(2, network.GetProperty("tokens").GetArrayLength());
        var number = Tool.Run("explain", "--model", "stars.zip", "--text", "word1 bad", "--json").Json();
        Assert.IsFalse(number.TryGetProperty("explainedClass", out _));
        Assert.Contains("Raise it", Tool.Run("explain", "--model", "stars.zip", "--text", "word1 bad").Output);
        Tool.Run("explain", "--model", "stars.zip", "--text", "a", "--class", "good").IsFailure("predicts numbers", "--class");
    }

    [TestMethod]
    public void A_class_can_be_named()
    {
        var named = Tool.Run("explain", "--model", "kinds.zip", "--text", "word1 fair", "--class", "bad", "--json").Json();
        Assert.AreEqual("bad", named.GetProperty("explainedClass").GetString());
        Assert.AreEqual("fair", named.GetProperty("label").GetString());
        Assert.IsLessThan(0, named.GetProperty("explainedScore").GetDouble());
        Tool.Run("explain", "--model", "kinds.zip", "--text", "a", "--class", "god").IsFailure("no class 'god'", "good");
    }

    [TestMethod]
    public void Over_a_data_set_each_class_has_its_words()
    {
        var report = Tool.Run("explain", "--model", "kinds.zip", "--data", "reviews.csv", "--top", "3", "--json").Json();
        Assert.AreEqual(200, report.GetProperty("rows").GetInt32());
        var classes = report.GetProperty("classes").EnumerateArray().ToArray();
        CollectionAssert.AreEqual(
            (string[])["bad", "fair", "good"], classes.Select(each => each.GetProperty("class").GetString()).ToArray());
        foreach (var each in classes)
        {
            var strongest = each.GetProperty("for")[0];
            Assert.AreEqual(each.GetProperty("class").GetString(), strongest.GetProperty("token").GetString());
            Assert.AreEqual(each.GetProperty("rows").GetInt32(), strongest.GetProperty("count").GetInt32());
        }

        string table = Tool.Run("explain", "--model", "ngrams.zip", "--data", "reviews.csv").Output;
        Assert.Contains("Mean contributions in 200 rows, by integrated-gradients", table);
    }

    [TestMethod]
    public void Wrong_usage_says_what_is_right()
    {
        Tool.Run("explain", "--model", "ngrams.zip").IsUsageError("explain needs either --text or --data.");
        Tool.Run("explain", "--model", "ngrams.zip", "--text", "a", "--method", "magic").IsUsageError("integrated-gradients");
        Tool.Run("explain", "--model", "ngrams.zip", "--text", "a", "--steps", "0").IsUsageError("from 1 to 1000");
    }
}
