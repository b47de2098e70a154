using System.Diagnostics;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>
/// What the scripts that carry and run the category gpu say to wrong usage; what they do takes minutes, or a GPU.
/// </summary>
[TestClass]
public sealed class GpuScriptTests
{
    private static string Tests => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Tool.SchemaPath)!, "..", "tests"));

    [TestMethod]
    [DataRow("carry-gpu.sh", "Usage: tests/carry-gpu.sh OUT", 2)]
    [DataRow("carry-gpu.sh", "smaller than 60 MB", 0, "--help")]
    [DataRow("run-gpu.sh", "Exit codes", 0, "--help")]
    [DataRow("run-gpu.sh", "there is no option '--bogus'", 2, "--bogus")]
    [DataRow("run-gpu.sh", "--libtorch needs a value", 2, "--libtorch")]
    [DataRow("run-gpu.sh", "there is no model 'x'", 2, "--models", "lstm,x")]
    [DataRow("run-gpu.sh", "--reviews must be a number of 1 or more; it is '0'", 2, "--reviews", "0")]
    [DataRow("run-gpu.sh", "'/nowhere' has no libtorch_cpu.so", 1, "--libtorch", "/nowhere")]
    public void A_script_says_what_is_wrong(string script, string message, int exitCode, params string[] arguments)
    {
        if (!OperatingSystem.IsLinux())
            Assert.Inconclusive("Skipped: the scripts are for Linux.");
        using var process = Process.Start(new ProcessStartInfo("bash", [Path.Combine(Tests, script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Contains(message, output.Result + error);
        Assert.AreEqual(exitCode, process.ExitCode);
    }
}
