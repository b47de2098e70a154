using System.Diagnostics;
using MlNet.Sequences.Tests;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>
/// Runs a command of the benchmark program as people do, as a process; one that hangs is killed with all that it started.
/// </summary>
internal static class BenchmarkProgram
{
    /// <summary>A file of the folder <c>data</c>.</summary>
    internal static string Sample(string name) =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Tool.SchemaPath)!, "..", "data", name));

    internal static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        string own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string built = Path.GetFullPath(Path.Combine(own, "..", "..", "..", "..", "MlNet.Sequences.Benchmarks", "bin"));
        string framework = Path.GetFileName(own), configuration = Path.GetFileName(Path.GetDirectoryName(own)!);
        string program = Path.Combine(built, configuration, framework, "MlNet.Sequences.Benchmarks.dll");
        using var process = Process.Start(
            new ProcessStartInfo(
                "dotnet", [program, .. arguments])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.WaitForEnd();
        return (process.ExitCode, output.Result, error.Result);
    }
}
