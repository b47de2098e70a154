using System.Text.Json;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>What <c>onnx</c> of the benchmarks promises of its table; how fast anything is, no test says.</summary>
[TestClass]
public sealed class OnnxBenchmarkTests
{
    private static readonly string[] Quick = [
        "--test", BenchmarkProgram.Sample("reviews-test.tsv"), "--rows", "200", "--epochs", "1", "--rounds", "1"];

    [TestMethod]
    public void Torch_and_the_exports_score_the_same_reviews_alike()
    {
        var (exitCode, output, error) = Run("--json", "--architecture", "gru");
        Assert.AreEqual(0, exitCode, error);
        var report = JsonDocument.Parse(output).RootElement;
        Assert.AreEqual("gru", report.GetProperty("architecture").GetString());
        Assert.AreEqual(100, report.GetProperty("reviews").GetInt32());
        var rows = report.GetProperty("rows").EnumerateArray().ToArray();
        CollectionAssert.AreEqual(
            new[] { "torch", "float32", "int8" }, rows.Select(row => row.GetProperty("name").GetString()).ToArray());
        foreach (var row in rows)
        {
            Assert.IsGreaterThan(0, row.GetProperty("reviewsPerSecond").GetDouble());
            Assert.IsGreaterThan(0, row.GetProperty("processorMilliseconds").GetDouble());
            Assert.IsGreaterThan(0, row.GetProperty("peakMemoryMegabytes").GetDouble());
            Assert.IsGreaterThan(0, row.GetProperty("modelBytes").GetInt64());
            Assert.AreEqual(rows[0].GetProperty("accuracy").GetDouble(), row.GetProperty("accuracy").GetDouble(), 0.1);
        }

        Assert.IsInRange(0, 1e-5, rows[1].GetProperty("greatestDifference").GetDouble());
        Assert.IsInRange(0, 0.1, rows[2].GetProperty("greatestDifference").GetDouble());
        Assert.IsLessThan(rows[1].GetProperty("onnxBytes").GetInt64(), rows[2].GetProperty("onnxBytes").GetInt64());
        Assert.AreEqual(JsonValueKind.Null, rows[0].GetProperty("onnxBytes").ValueKind);
        Assert.IsGreaterThan(0, rows[1].GetProperty("onnxBytes").GetInt64());
    }

    [TestMethod]
    public void For_people_it_is_a_table_in_Markdown()
    {
        var (exitCode, output, error) = Run();
        Assert.AreEqual(0, exitCode, error);
        Assert.Contains("lstm, 100 reviews, medians of 1 rounds", output);
        Assert.Contains("| ONNX, float32 | ", output);
    }

    [TestMethod]
    public void What_to_give_is_said_in_a_line()
    {
        string data = BenchmarkProgram.Sample("reviews-train.tsv");
        var (exitCode, _, error) = BenchmarkProgram.Run("onnx", "--data", data);
        Assert.AreEqual(1, exitCode);
        Assert.Contains("give --test", error);
        Assert.DoesNotContain("   at ", error);
        Assert.AreEqual(2, BenchmarkProgram.Run("onnx", "--data", data, "--model", "model.zip", "--epochs", "1").ExitCode);
        Assert.AreEqual(2, BenchmarkProgram.Run("onnx", "--data", data, "--rounds", "0").ExitCode);
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments) =>
        BenchmarkProgram.Run(["onnx", "--data", BenchmarkProgram.Sample("reviews-train.tsv"), .. Quick, .. arguments]);
}
