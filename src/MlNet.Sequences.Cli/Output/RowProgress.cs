using System.Diagnostics;
using Spectre.Console;

namespace MlNet.Sequences.Cli;

/// <summary>How many rows a command is through with: on a terminal a line that changes, otherwise a line now and then.</summary>
/// <param name="messages">Where it is shown.</param>
/// <param name="done">What was done with them, such as "Explained".</param>
internal sealed class RowProgress(Messages messages, string done) : IDisposable
{
    // The eye sees no more.
    private static readonly TimeSpan LeastBetween = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan _silence = messages.IsLive ? LeastBetween : LineProgress.Silence;
    private readonly Stopwatch _all = Stopwatch.StartNew(), _sinceShown = Stopwatch.StartNew();

    /// <summary>Reports how many rows are done.</summary>
    internal void Report(long rows)
    {
        if (_sinceShown.Elapsed < _silence)
            return;
        string line = $"{done} {Format.Rows(rows)}, {Format.Count((long)(rows / _all.Elapsed.TotalSeconds))} a second";
        if (messages.IsLive)
            messages.Live.Show(Markup.Escape(line));
        else
            messages.Say(line);
        _sinceShown.Restart();
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (messages.IsLive)
            messages.Live.Show("");
    }
}
