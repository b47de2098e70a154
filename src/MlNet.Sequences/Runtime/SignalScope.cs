using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// Keeps signal handlers off the computing thread until disposed, on the same thread.
/// </summary>
/// <remarks>
/// libtorch's matrix kernels keep data further below the stack pointer than the 128 bytes that the System V ABI allows. A .NET
/// signal handler that interrupts one overwrites that memory, and the process continues with a corrupted heap: one Ctrl-C in ten
/// ended in an abort. With signals blocked here, and on the threads that OpenMP starts from here, a signal goes to one of the
/// runtime's own threads.
/// </remarks>
internal sealed unsafe partial class SignalScope : IDisposable
{
    // Large enough for the signal set of every libc on Linux.
    private const int SetSize = 128;
    private const int Block = 0, Set = 2;

    // Those that .NET handles: SIGHUP (a terminal that closes), SIGINT, SIGQUIT, SIGTERM, SIGCHLD, SIGCONT (after Ctrl-Z) and
    // SIGWINCH (a terminal's new size).
    private static readonly int[] Handled = [1, 2, 3, 15, 17, 18, 28];

    private readonly byte[] _former = new byte[SetSize];
    private bool _isSet;

    internal SignalScope()
    {
        if (!OperatingSystem.IsLinux())
            return;
        byte* handled = stackalloc byte[SetSize];
        _ = sigemptyset(handled);
        foreach (int signal in Handled)
            _ = sigaddset(handled, signal);
        fixed (byte* former = _former)
            _isSet = pthread_sigmask(Block, handled, former) == 0;
    }

    public void Dispose()
    {
        if (!_isSet)
            return;
        _isSet = false;
        fixed (byte* former = _former)
            _ = pthread_sigmask(Set, former, null);
    }

#pragma warning disable IDE1006 // The functions keep the names that libc gives them.
    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sigemptyset(byte* set);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sigaddset(byte* set, int signal);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int pthread_sigmask(int how, byte* set, byte* former);
#pragma warning restore IDE1006
}
