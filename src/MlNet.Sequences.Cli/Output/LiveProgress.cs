using System.Diagnostics;
using Spectre.Console;

namespace MlNet.Sequences.Cli;

/// <summary>A line for each epoch, which stays, and under them a line that shows how far the epoch is.</summary>
internal sealed class LiveProgress(Messages messages, string title, TextTask task) : TrainingProgress(task)
{
    private const int BarWidth = 12;

    /// <summary>The eye sees no more, and a slow connection should not carry more.</summary>
    private static readonly TimeSpan LeastBetween = TimeSpan.FromMilliseconds(100);

    private readonly Stopwatch _sinceShown = new();
    private bool _hasTitle;
    private bool _hasHeader;

    internal override T Run<T>(Func<T> fit)
    {
        messages.Live.Show(Markup.Escape("Reading the texts and learning the words …"));
        try
        {
            return fit();
        }
        finally
        {
            messages.Live.Show("");
        }
    }

    protected override void OnStep(StepMetrics step)
    {
        if (!_hasTitle)
            messages.Say(title + Resumed);
        _hasTitle = true;
        if (_sinceShown.IsRunning && _sinceShown.Elapsed < LeastBetween && step.Step < step.StepsInEpoch)
            return;
        Show(step);
        _sinceShown.Restart();
    }

    protected override void OnEpoch(EpochReport epoch)
    {
        var columns = EpochColumns.Of(Task, messages.People.Profile.Width);
        messages.Live.Above(console =>
        {
            if (!_hasHeader)
                console.MarkupLine($"[grey]{Markup.Escape(columns.Header)}[/]");
            console.WriteLine(columns.Row(epoch));
        });
        _hasHeader = true;
        if (LastStep is { } step)
            Show(step);
    }

    // If the terminal is too narrow, the least important parts are dropped first: a wrapped line could not be replaced.
    private void Show(StepMetrics step)
    {
        double done = (step.Epoch - 1 + step.Step / (double)step.StepsInEpoch) / step.NumberOfEpochs;
        var parts = new List<string>
        {
            $"Epoch {step.Epoch}/{step.NumberOfEpochs}", new('x', BarWidth), $"{100 * done:F0} %",
            $"loss {Format.Fixed(step.Loss)}",
            $"{Format.Count(step.SamplesPerSecond)} samples/s", $"{Format.Clock(SecondsLeft)} left",
        };
        int room = messages.People.Profile.Width - 1;
        foreach (int least in (int[])[4, 3, 1])
        {
            if (parts.Sum(part => part.Length + 2) - 2 > room)
                parts.RemoveAt(least);
        }

        int filled = Math.Clamp((int)(done * BarWidth), 0, BarWidth);
        messages.Live.Show(string.Join("  ", parts.Select(part => part[0] == 'x' ? Bar(filled) : Markup.Escape(part))));
    }

    // Without colors, the two parts of the bar have different characters.
    private string Bar(int filled)
    {
        var capabilities = messages.People.Profile.Capabilities;
        bool hasColors = capabilities.ColorSystem != ColorSystem.NoColors;
        char full = capabilities.Unicode ? '━' : '=', empty = hasColors ? full : capabilities.Unicode ? '·' : '.';
        return $"[green]{new string(full, filled)}[/][grey]{new string(empty, BarWidth - filled)}[/]";
    }
}
