using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace MlNet.Sequences.Cli.Tests;

/// <summary>Signals to a process, sent at once: a program that sends them would come late on a busy machine.</summary>
internal static partial class Signals
{
    internal const int HangUp = 1, Interrupt = 2, Kill = 9, Terminate = 15, Continue = 18, Stop = 19;

    private const int SetPipeSize = 1031; // F_SETPIPE_SZ

    internal static void Send(Process process, IReadOnlyList<int> signals)
    {
        foreach (int signal in signals)
        {
            Assert.AreEqual(0, kill(process.Id, signal), $"signal {signal}");
            Thread.Sleep(1); // Of two of a kind that wait at one time, the process gets one.
        }
    }

    /// <summary>Stops a process once it handles a signal itself.</summary>
    /// <returns>False where it had ended before.</returns>
    [SupportedOSPlatform("linux")]
    internal static bool StopOnceHandled(Process process, int signal)
    {
        while (Status(process, "SigCgt") is { } handled
            && (ulong.Parse(handled, NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) == 0)
            Thread.Yield();
        _ = kill(process.Id, Stop);
        while (Status(process, "State") is { } state && !state.StartsWith('T'))
        {
            if (state.StartsWith('Z'))
                return false;
            Thread.Yield();
        }

        return Status(process, "State") is not null;
    }

    /// <summary>Makes the pipe that a reader reads hold a page and no more, where the system can.</summary>
    internal static void HoldLittle(StreamReader reader)
    {
        if (OperatingSystem.IsLinux() && reader.BaseStream is PipeStream pipe)
            Assert.IsGreaterThan(
                0, fcntl((int)pipe.SafePipeHandle.DangerousGetHandle(), SetPipeSize, Environment.SystemPageSize));
        else
            Assert.IsFalse(OperatingSystem.IsLinux(), $"{reader.BaseStream.GetType()} is no pipe");
    }

    private static string? Status(Process process, string name)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process.Id}/status")
                .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal));
            return line?[(name.Length + 1)..].Trim();
        }
        catch (IOException)
        {
            return null; // It has ended.
        }
    }

#pragma warning disable IDE1006 // The functions keep the names that libc gives them.
    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);
#pragma warning restore IDE1006
}
