using System.Diagnostics;

namespace MlNet.Sequences.Tests;

/// <summary>The program <c>dotnet</c> in a process of its own, which reads lines and writes what it has to say.</summary>
internal static class DotnetProcess
{
    internal static Process Start(string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    /// <summary>Runs it to its end.</summary>
    internal static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string[] arguments, string[] lines)
    {
        using var process = Start(arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        foreach (string line in lines)
            await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
        await Task.Run(process.WaitForEnd);
        return (process.ExitCode, await output, await errors);
    }
}
