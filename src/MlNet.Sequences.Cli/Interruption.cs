using System.Runtime.InteropServices;

namespace MlNet.Sequences.Cli;

/// <summary>Work that has something to save and report when interrupted. Called on the signal's thread.</summary>
internal interface IInterruptible
{
    /// <summary>How long to wait for it.</summary>
    TimeSpan Patience { get; }

    /// <summary>The message on a signal: what the tool waits for; null for nothing.</summary>
    string? Promise { get; }

    /// <summary>The message at the end.</summary>
    /// <param name="isCutShort">Whether the process ends in the middle of the work, before the work has noticed.</param>
    string Farewell(bool isCutShort);
}

/// <summary>
/// Ctrl-C (SIGINT), SIGTERM and a closed terminal (SIGHUP): the first signal cancels the token, and the command ends by itself; a
/// second one, or five seconds without a reaction to the first (more if the work requests it), ends the process immediately.
/// Either way no temporary file is left. A signal that the process was started to ignore, as nohup does with SIGHUP, stays
/// ignored.
/// </summary>
internal sealed partial class Interruption : IDisposable
{
    /// <summary>The exit code after SIGINT.</summary>
    internal const int ByCtrlC = 130;

    internal static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(5);

    // Two simultaneous signals are reported in order, unless stderr is blocked.
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

    /// <summary>128 and the signal's number, as in shells; null without a signal.</summary>
    internal int? ExitCode => (int?)_exitCode;

    /// <summary>
    /// Whether the command did what the signal asked for: then it has succeeded, as a service that was told to end.
    /// </summary>
    internal bool IsDone { get; set; }

    /// <summary>The interruptible work; null if it has nothing to save.</summary>
    internal IInterruptible? Work
    {
        get => _work;
        set => _work = value;
    }

    /// <summary>The message about how the command ended.</summary>
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
            PosixSignal.SIGINT => ByCtrlC,
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
    /// Writes a line. On a terminal it is wrapped and starts below a half-written one; a command to paste has its own line, which
    /// only the terminal wraps.
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

        // No destructor may run while threads are still in libtorch.
        ExitNow(ExitCode!.Value);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ExitNow(int code);
}
