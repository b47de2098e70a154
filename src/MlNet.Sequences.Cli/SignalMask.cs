using System.Runtime.InteropServices;

namespace MlNet.Sequences.Cli;

/// <summary>Which threads run signal handlers.</summary>
/// <remarks>
/// libtorch's matrix kernels keep data below the stack pointer, further than the 128 bytes that the System V ABI grants them. A signal
/// handler of .NET that interrupts one uses that very memory, and the process goes on with a corrupted heap: one Ctrl-C in ten
/// ended in an abort. Blocked on the thread that computes, and on those that it makes, a signal is handled by a thread of the runtime's own.
/// </remarks>
internal static partial class SignalMask
{
    // Large enough for the signal set of every libc on Linux.
    private const int SetSize = 128;
    private const int Block = 0;

    // Those that .NET handles: SIGINT, SIGQUIT, SIGTERM, SIGCHLD, SIGCONT (after Ctrl-Z) and SIGWINCH (a terminal's new size).
    private static readonly int[] Handled = [2, 3, 15, 17, 18, 28];

    /// <summary>Blocks the signals that have handlers on this thread and all that it makes from now on. Elsewhere than on Linux does nothing.</summary>
    internal static unsafe void KeepSignalsOffThisThread()
    {
        if (!OperatingSystem.IsLinux())
            return;
        byte* set = stackalloc byte[SetSize];
        _ = sigemptyset(set);
        foreach (int signal in Handled)
            _ = sigaddset(set, signal);
        _ = pthread_sigmask(Block, set, null);
    }

#pragma warning disable IDE1006 // The functions keep the names that libc gives them.
    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int sigemptyset(byte* set);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int sigaddset(byte* set, int signal);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial int pthread_sigmask(int how, byte* set, byte* previous);
#pragma warning restore IDE1006
}
