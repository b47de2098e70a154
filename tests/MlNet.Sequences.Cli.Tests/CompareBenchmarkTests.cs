using System.Text.Json;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>What <c>compare</c> promises of its table; who is better, no test says.</summary>
[TestClass]
public sealed class CompareBenchmarkTests
{
    private static readonly string[] Figures = ["accuracy", "areaUnderRocCurve", "secondsToTrain", "secondsToScore"];

    [TestMethod]
    public void Each_row_has_its_figures_or_says_what_is_not_installed()
    {
        var rows = Compare("--only", "sdca", "rnn", "tfidf", "fasttext-pairs");
        CollectionAssert.AreEqual(
            new[] { "tfidf", "fasttext-pairs", "sdca", "rnn" },
            rows.Select(row => row.GetProperty("name").GetString()).ToArray());
        foreach (var row in rows)
        {
            bool isMissing = row.GetProperty("notInstalled").ValueKind != JsonValueKind.Null;
            foreach (string figure in Figures)
                Assert.AreEqual(
                    isMissing ? JsonValueKind.Null : JsonValueKind.Number, row.GetProperty(figure).ValueKind, $"{row}");
        }

        // Half of the reviews are positive: what tells nothing apart has 0.5. ML.NET's own trainer has learnt something of them.
        foreach (string figure in new[] { "accuracy", "areaUnderRocCurve" })
            Assert.IsInRange(0.7, 1, rows[2].GetProperty(figure).GetDouble());
    }

    [TestMethod]
    public void A_Python_that_is_not_there_is_a_row_and_no_failure()
    {
        var row = Compare("--only", "tfidf", "--python", "no-such-python").Single();
        Assert.Contains("no-such-python", row.GetProperty("notInstalled").GetString()!);
    }

    [TestMethod]
    public void For_people_it_is_a_table_in_Markdown()
    {
        var (exitCode, output, error) = BenchmarkProgram.Run(
            "compare", "--data", BenchmarkProgram.Sample("reviews-train.tsv"), "--test",
            BenchmarkProgram.Sample("reviews-test.tsv"), "--only", "sdca");
        Assert.AreEqual(0, exitCode, error);
        Assert.Contains("320 reviews to train on, 100 to measure on", output);
        Assert.Contains("| ML.NET: FeaturizeText + SdcaLogisticRegression | ", output);
    }

    [TestMethod]
    public void Without_rows_to_measure_on_one_line_says_what_to_give()
    {
        var (exitCode, output, error) = BenchmarkProgram.Run("compare", "--data", BenchmarkProgram.Sample("reviews-train.tsv"));
        Assert.AreEqual(1, exitCode);
        Assert.AreEqual("", output);
        Assert.Contains("give --test", error);
        Assert.DoesNotContain("   at ", error);
    }

    [TestMethod]
    [DataRow("compare")]
    [DataRow("ratings")]
    public void A_data_set_without_a_test_part_is_one_line_without_a_stack_trace(string command)
    {
        using var workplace = new Workplace();
        foreach (string review in (string[])["neg/0_2", "neg/1_3", "pos/0_9", "pos/1_8"])
            workplace.Write($"aclImdb/train/{review}.txt", "a film");

        var (exitCode, output, error) = BenchmarkProgram.Run(command, "--data", workplace.Path("aclImdb"));

        Assert.AreEqual(1, exitCode, error);
        Assert.AreEqual("", output);
        Assert.Contains("has no test part", error);
        Assert.HasCount(1, error.Split('\n', StringSplitOptions.RemoveEmptyEntries), error);
    }

    [TestMethod]
    public void An_unknown_name_is_wrong_usage()
    {
        var (exitCode, _, error) = BenchmarkProgram.Run("compare", "--data", "a.tsv", "--only", "bert");
        Assert.AreEqual(2, exitCode, error);
        Assert.Contains("bert", error);
    }

    private static JsonElement[] Compare(params string[] arguments)
    {
        var (exitCode, output, error) = BenchmarkProgram.Run([
            "compare", "--data", BenchmarkProgram.Sample("reviews-train.tsv"), "--test",
            BenchmarkProgram.Sample("reviews-test.tsv"), "--json", .. arguments]);
        Assert.AreEqual(0, exitCode, error);
        return [.. JsonDocument.Parse(output).RootElement.GetProperty("rows").EnumerateArray()];
    }
}
