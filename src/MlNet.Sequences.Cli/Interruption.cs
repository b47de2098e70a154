using System.Runtime.InteropServices;

namespace MlNet.Sequences.Cli;

/// <summary>Work that has something to save when it is interrupted, and to tell. Asked on the thread of a signal.</summary>
internal interface IInterruptible
{
    /// <summary>How long it is waited for.</summary>
    TimeSpan Patience { get; }

    /// <summary>What is said when the signal comes: what is waited for; null where nothing is.</summary>
    string? Promise { get; }

    /// <summary>What is said at the end.</summary>
    /// <param name="isCutShort">Whether the process ends in the middle of the work, and not when the work has noticed.</param>
    string Farewell(bool isCutShort);
}

/// <summary>
/// Ctrl-C (SIGINT), SIGTERM and a terminal that goes away (SIGHUP): the first one cancels the token, and the command ends by
/// itself; a second one, or five seconds that it takes no notice of the first (more where the work says so), ends the process at
/// once. Either way no temporary file stays. A signal that the process was started to ignore, as nohup does with SIGHUP, stays
/// ignored.
/// </summary>
internal sealed partial class Interruption : IDisposable
{
    internal static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(5);

    // Two signals that come together are told in their order, unless stderr takes nothing.
    private static readonly TimeSpan PatienceForTelling = TimeSpan.FromSeconds(1);

    private readonly object _telling = new();
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly Timer _patience;
    private volatile object? _exitCode;
    private volatile IInterruptible? _work;

    internal Interruption()
    {
        _patience = new Timer(_ => EndAtOnce());
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, Handle),
        ];
    }

    internal CancellationToken Token => _source.Token;

    /// <summary>128 and the signal's number, as shells have it; null while there was no signal.</summary>
    internal int? ExitCode => (int?)_exitCode;

    /// <summary>What is interrupted; null where it has nothing to save.</summary>
    internal IInterruptible? Work
    {
        get => _work;
        set => _work = value;
    }

    /// <summary>What is said of how the command ended.</summary>
    internal string Farewell(bool isCutShort = false) =>
        _work?.Farewell(isCutShort) ?? "Interrupted: no half-written file is left.";

    public void Dispose()
    {
        foreach (var signal in _signals)
            signal.Dispose();
        _patience.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        object code = context.Signal switch
        {
            PosixSignal.SIGHUP => 129,
            PosixSignal.SIGINT => 130,
            _ => 143,
        };
        bool isTurn = Monitor.TryEnter(_telling, PatienceForTelling);
        try
        {
            if (Interlocked.CompareExchange(ref _exitCode, code, null) is not null)
                EndAtOnce();
            if (_work?.Promise is { } promise)
                Tell(promise);
        }
        finally
        {
            if (isTurn)
                Monitor.Exit(_telling);
        }

        _patience.Change(_work?.Patience ?? UsualPatience, Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }

    /// <summary>
    /// Writes a line. On a terminal in lines that fit, below one that may be half written; a command that is to be pasted has its
    /// own line, which only the terminal wraps.
    /// </summary>
    internal static void Tell(string line)
    {
        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(line);
            return;
        }

        int command = line.IndexOf(TrainingWatch.GoOn, StringComparison.Ordinal);
        string text = command < 0 ? line : line[..command];
        bool hasControls = Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
        Console.Error.WriteLine(
            (hasControls ? Environment.NewLine : "") +
            string.Join(Environment.NewLine, HelpLines.Fill(text, "", "", Math.Max(1, Console.WindowWidth)))
            + (command < 0 ? "" : Environment.NewLine + line[command..]));
    }

    private void EndAtOnce()
    {
        OutputFile.DeleteTemporaryFiles();
        Tell(Farewell(isCutShort: true));
        if (OperatingSystem.IsWindows())
            Environment.Exit(ExitCode!.Value);

        // No destructor may run under the threads that are still in libtorch.
        ExitNow(ExitCode!.Value);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ExitNow(int code);
}
