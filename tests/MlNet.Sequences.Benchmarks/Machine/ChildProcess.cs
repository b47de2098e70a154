using System.ComponentModel;
using System.Diagnostics;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// Runs a program, or a command of this one in a process of its own: what is measured then has its own memory, and an allocator
/// that nothing before it has touched.
/// </summary>
internal static class ChildProcess
{
    /// <summary>What decides how glibc and libtorch allocate.</summary>
    private static readonly string[] AllocatorVariables =
    [
        "MALLOC_MMAP_MAX_", "MALLOC_MMAP_THRESHOLD_", "MALLOC_TRIM_THRESHOLD_", "MALLOC_TOP_PAD_", "MALLOC_ARENA_MAX",
        "GLIBC_TUNABLES",
        "THP_MEM_ALLOC_ENABLE", "LD_PRELOAD",
    ];

    /// <summary>
    /// How to start a command of this program, whether it runs as an executable of its own or in <c>dotnet</c>.
    /// </summary>
    internal static ProcessStartInfo Self(params string[] arguments)
    {
        string host = Environment.ProcessPath ?? throw new FailureException(
            "This system does not tell which program runs: use 'dotnet run'.");
        bool isDotnet = Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return new(host, isDotnet ? [typeof(ChildProcess).Assembly.Location, .. arguments] : arguments);
    }

    /// <summary>Leaves out whatever the shell that started this program has tuned.</summary>
    internal static ProcessStartInfo WithTheAllocatorAsItComes(this ProcessStartInfo start)
    {
        foreach (string variable in AllocatorVariables)
            start.Environment.Remove(variable);
        return start;
    }

    /// <summary>As <c>SequencesRuntime.TuneAllocator</c> has it, from outside.</summary>
    internal static ProcessStartInfo WithTheAllocatorTuned(this ProcessStartInfo start)
    {
        start.WithTheAllocatorAsItComes();
        start.Environment["MALLOC_MMAP_MAX_"] = "0";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "68719476736";
        start.Environment["MALLOC_TOP_PAD_"] = "67108864";
        start.Environment["THP_MEM_ALLOC_ENABLE"] = "1";
        return start;
    }

    /// <summary>Runs to the end; stderr goes where that of this process goes.</summary>
    /// <returns>The last line on stdout that is not empty.</returns>
    /// <exception cref="FailureException">It could not be started, or failed.</exception>
    internal static string LastLineOf(ProcessStartInfo start)
    {
        string[] lines = OutputOf(start).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines is [.., var last] ? last : throw new FailureException($"'{Describe(start)}' wrote no result.");
    }

    /// <summary>Runs to the end; stderr goes where that of this process goes.</summary>
    /// <returns>What it wrote on stdout.</returns>
    /// <exception cref="FailureException">It could not be started, or failed.</exception>
    internal static string OutputOf(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using var process = Start(start);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new FailureException(
                $"'{Describe(start)}' failed with exit code {process.ExitCode}; what it wrote above says why.");
        return output;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new FailureException($"'{start.FileName}' can't be started ({e.Message}): give the path of a program.");
        }
    }

    private static string Describe(ProcessStartInfo start) => string.Join(' ', start.ArgumentList.Prepend(start.FileName));
}
