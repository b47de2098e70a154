using System.Runtime.InteropServices;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Ctrl-C (SIGINT) and SIGTERM: the first one cancels the token, and the command ends by itself; a second one, or five seconds that
/// it takes no notice of the first, ends the process at once. Either way no temporary file stays.
/// </summary>
internal sealed partial class Interruption : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private readonly Timer _patience;
    private volatile object? _exitCode;

    internal Interruption()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
        _patience = new Timer(_ => EndAtOnce());
    }

    internal CancellationToken Token => _source.Token;

    /// <summary>128 and the signal's number, as shells have it; null while there was no signal.</summary>
    internal int? ExitCode => (int?)_exitCode;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _patience.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        object code = context.Signal == PosixSignal.SIGINT ? 130 : 143;
        if (Interlocked.CompareExchange(ref _exitCode, code, null) is not null)
            EndAtOnce();
        _patience.Change(Patience, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }

    private void EndAtOnce()
    {
        AtomicFile.DeleteTemporaryFiles();
        if (OperatingSystem.IsWindows())
            Environment.Exit(ExitCode!.Value);

        // No destructor may run under the threads that are still in libtorch.
        ExitNow(ExitCode!.Value);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ExitNow(int code);
}
