using System.Diagnostics;
using System.Globalization;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// The memory of this process that is resident, in megabytes (10⁶ bytes), files that are mapped and shared pages among it.
/// </summary>
internal static class ProcessMemory
{
    private const string Status = "/proc/self/status";

    /// <summary>The most that there was since the start: <c>VmHWM</c> on Linux, the peak working set elsewhere.</summary>
    internal static double PeakMegabytes => Read("VmHWM:") ?? Own(process => process.PeakWorkingSet64);

    /// <summary>What there is now.</summary>
    internal static double ResidentMegabytes => Read("VmRSS:") ?? Own(process => process.WorkingSet64);

    private static double? Read(string name)
    {
        if (!File.Exists(Status))
            return null;
        string? line = File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null
            ? null
            : long.Parse(
                line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    private static double Own(Func<Process, long> bytes)
    {
        using var process = Process.GetCurrentProcess();
        return bytes(process) / 1e6;
    }
}
