using System.Diagnostics;

namespace MlNet.Sequences.Tests;

/// <summary>The program <c>dotnet</c> in a process of its own, which reads lines and writes what it has to say.</summary>
internal static class DotnetProcess
{
    internal static Process Start(string[] arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end; it is ended where the token is cancelled before.</summary>
    internal static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string[] arguments, string[] lines, CancellationToken cancellationToken,
        params (string Name, string? Value)[] environment)
    {
        using var process = Start(arguments, environment);
        using var cancelled = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        foreach (string line in lines)
            await process.StandardInput.WriteLineAsync(line);
        process.StandardInput.Close();
        await Task.Run(process.WaitForEnd, CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return (process.ExitCode, await output, await errors);
    }
}
