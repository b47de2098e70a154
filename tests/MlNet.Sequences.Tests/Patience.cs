using System.Diagnostics;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Waits for a process as long as it works. The limits are of the time that it computes, which other work on the machine does not
/// lengthen, and of the time that it does nothing at all; one that passes them hangs, and is ended with all that it started.
/// </summary>
internal static class Patience
{
    private static readonly TimeSpan MostWork = TimeSpan.FromMinutes(20), LongestIdle = TimeSpan.FromMinutes(10),
    Interval = TimeSpan.FromMilliseconds(500);

    /// <exception cref="TimeoutException">It hangs, and was ended.</exception>
    internal static void WaitForEnd(this Process process)
    {
        var (worked, lastWorked) = (TimeSpan.Zero, Stopwatch.GetTimestamp());
        while (!process.WaitForExit(Interval))
        {
            var now = WorkOf(process);
            if (now > worked)
                (worked, lastWorked) = (now, Stopwatch.GetTimestamp());
            if (worked <= MostWork && Stopwatch.GetElapsedTime(lastWorked) <= LongestIdle)
                continue;
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"The process '{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}' hangs: it " +
                $"computed for {worked.TotalSeconds:F0} s, the last time " +
                $"{Stopwatch.GetElapsedTime(lastWorked).TotalSeconds:F0} s ago. It was killed.");
        }
    }

    private static TimeSpan WorkOf(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return TimeSpan.Zero; // It has ended just now, before or while it was looked at.
        }
    }
}
