using System.Diagnostics;
using System.Text.Json;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>The benchmark program's promise to whoever reads its JSON; how fast anything is, no test says.</summary>
[TestClass]
public sealed class EpochBenchmarkTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [TestMethod]
    public void Epoch_prints_one_object_with_finite_numbers()
    {
        string sample = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Tool.SchemaPath)!, "..", "data", "reviews-train.tsv"));
        var (exitCode, output, error) = Run(
            "epoch", "--data", sample, "--json", "--length", "20", "--embedding", "4", "--hidden", "4", "--epochs", "2", "--plain-steps", "2");
        Assert.AreEqual(0, exitCode, error);
        using var json = JsonDocument.Parse(output);
        var report = json.RootElement;
        foreach (string name in new[] { "ratio", "secondsPerEpoch", "samplesPerSecond", "gigaflopsPerSecond", "partOfLimit", "peakMemoryMegabytes" })
            IsPositive(report, name);
        foreach (string name in new[] { "secondsPerEpoch", "samplesPerSecond", "gigaflopsPerSecond", "partOfLimit", "peakMemoryMegabytes" })
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
            report.GetProperty("plain").GetProperty("samplesPerSecond").GetDouble() * report.GetProperty("plain").GetProperty("secondsPerEpoch").GetDouble(), 0.01);
    }

    [TestMethod]
    public void A_path_that_is_not_there_is_one_line_without_a_stack_trace()
    {
        var (exitCode, output, error) = Run("epoch", "--data", "nowhere.tar.gz");
        Assert.AreEqual(1, exitCode);
        Assert.AreEqual("", output);
        Assert.Contains("There is no file or folder 'nowhere.tar.gz'", error);
        Assert.DoesNotContain("   at ", error);
    }

    [TestMethod]
    public void Made_up_reviews_stand_in_the_place_of_a_data_set()
    {
        var (exitCode, output, error) = Run(
            "epoch", "--synthetic", "60", "--json", "--length", "20", "--embedding", "4", "--hidden", "4", "--epochs", "1", "--plain-steps", "1");
        Assert.AreEqual(0, exitCode, error);
        using var json = JsonDocument.Parse(output);
        IsPositive(json.RootElement, "ratio");
    }

    [TestMethod]
    public void Without_data_or_with_two_kinds_the_usage_is_wrong()
    {
        foreach (string[] data in new string[][] { [], ["--data", "a.tsv", "--synthetic", "9"], ["--synthetic", "1"] })
        {
            var (exitCode, _, error) = Run(["epoch", .. data]);
            Assert.AreEqual(2, exitCode, error);
            Assert.Contains("--synthetic", error);
        }
    }

    private static void IsPositive(JsonElement element, string name)
    {
        double value = element.GetProperty(name).GetDouble();
        Assert.IsTrue(double.IsFinite(value) && value > 0, $"{name} is {value}.");
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        string own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string built = Path.GetFullPath(Path.Combine(own, "..", "..", "..", "..", "MlNet.Sequences.Benchmarks", "bin"));
        string framework = Path.GetFileName(own), configuration = Path.GetFileName(Path.GetDirectoryName(own)!);
        string program = Path.Combine(built, configuration, framework, "MlNet.Sequences.Benchmarks.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The benchmark was still running after {Limit.TotalSeconds} s and was killed.");
        }

        return (process.ExitCode, output.Result, error.Result);
    }
}
