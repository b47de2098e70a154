using System.Text.Json;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>The benchmark program's promise to whoever reads its JSON; how fast anything is, no test says.</summary>
[TestClass]
public sealed class EpochBenchmarkTests
{
    [TestMethod]
    public void Epoch_prints_one_object_with_finite_numbers()
    {
        var (exitCode, output, error) = BenchmarkProgram.Run(
            "epoch", "--data", BenchmarkProgram.Sample("reviews-train.tsv"), "--json", "--length", "20", "--embedding", "4",
            "--hidden", "4", "--epochs", "2", "--plain-steps", "2");
        Assert.AreEqual(0, exitCode, error);
        using var json = JsonDocument.Parse(output);
        var report = json.RootElement;
        foreach (string name in new[]
        {
            "ratio", "secondsPerEpoch", "samplesPerSecond", "gigaflopsPerSecond", "partOfLimit", "peakMemoryMegabytes",
        })
            IsPositive(report, name);
        foreach (string name in new[]
        {
            "secondsPerEpoch", "samplesPerSecond", "gigaflopsPerSecond", "partOfLimit", "peakMemoryMegabytes",
        })
            IsPositive(report.GetProperty("plain"), name);
        foreach (string rate in new[] { "float32Rate", "bfloat16Rate" })
            IsPositive(report.GetProperty(rate), "median");
        Assert.AreEqual(3, report.GetProperty("peakMegabytesPerEpoch").GetArrayLength());
        Assert.AreEqual(JsonValueKind.Null, report.GetProperty("pytorch").ValueKind);
        Assert.IsInRange(0, 1, report.GetProperty("validationAccuracy").GetDouble());
        Assert.AreEqual(2, report.GetProperty("rounds")[0].GetProperty("epochs").GetArrayLength());
        Assert.AreNotEqual("", report.GetProperty("machine").GetProperty("libtorch").GetString());

        // 296 rows are trained on, and the plain loop's epoch is of as many.
        Assert.AreEqual(
            report.GetProperty("rows").GetInt64(),
            report.GetProperty("plain").GetProperty("samplesPerSecond").GetDouble() * report.GetProperty("plain")
            .GetProperty("secondsPerEpoch").GetDouble(), 0.01);
    }

    [TestMethod]
    public void A_path_that_is_not_there_is_one_line_without_a_stack_trace()
    {
        var (exitCode, output, error) = BenchmarkProgram.Run("epoch", "--data", "nowhere.tar.gz");
        Assert.AreEqual(1, exitCode);
        Assert.AreEqual("", output);
        Assert.Contains("'nowhere.tar.gz' does not exist", error);
        Assert.DoesNotContain("   at ", error);
    }

    [TestMethod]
    public void Made_up_reviews_stand_in_the_place_of_a_data_set()
    {
        var (exitCode, output, error) = BenchmarkProgram.Run(
            "epoch", "--synthetic", "60", "--json", "--length", "20", "--embedding", "4", "--hidden", "4", "--epochs", "1",
            "--plain-steps", "1");
        Assert.AreEqual(0, exitCode, error);
        using var json = JsonDocument.Parse(output);
        IsPositive(json.RootElement, "ratio");
    }

    [TestMethod]
    public void Without_data_or_with_two_kinds_the_usage_is_wrong()
    {
        foreach (string[] data in new string[][] { [], ["--data", "a.tsv", "--synthetic", "9"], ["--synthetic", "1"] })
        {
            var (exitCode, _, error) = BenchmarkProgram.Run(["epoch", .. data]);
            Assert.AreEqual(2, exitCode, error);
            Assert.Contains("--synthetic", error);
        }
    }

    private static void IsPositive(JsonElement element, string name)
    {
        double value = element.GetProperty(name).GetDouble();
        Assert.IsTrue(double.IsFinite(value) && value > 0, $"{name} is {value}.");
    }
}
