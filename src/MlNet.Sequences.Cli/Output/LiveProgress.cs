using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>A table that grows by a row with each epoch, and under it a line with how far the epoch is. Cleared at the end.</summary>
internal sealed class LiveProgress(IAnsiConsole console, string title, TextTask task, int batchSize) : TrainingProgress(task, batchSize)
{
    private const int BarWidth = 12;

    private readonly List<EpochReport> _epochs = [];
    private Action<IRenderable>? _show;

    internal override T Run<T>(Func<T> fit)
    {
        return console.Live(new Text($"{title} Reading the texts and learning the words …"))
            .AutoClear(true)
            .Overflow(VerticalOverflow.Crop)
            .Cropping(VerticalOverflowCropping.Top)
            .Start(display =>
            {
                _show = display.UpdateTarget;
                display.Refresh();
                return fit();
            });
    }

    protected override void OnStep(StepMetrics step) => Show(step);

    protected override void OnEpoch(EpochReport epoch)
    {
        _epochs.Add(epoch);
        if (LastStep is { } step)
            Show(step);
    }

    private void Show(StepMetrics step)
    {
        var line = Line(step);
        _show?.Invoke(_epochs.Count == 0 ? line : new Rows(Tables.Epochs(_epochs, Task), line));
    }

    private Markup Line(StepMetrics step)
    {
        double done = (step.Epoch - 1 + step.Step / (double)step.StepsInEpoch) / step.NumberOfEpochs;
        int filled = (int)(done * BarWidth);
        char bar = console.Profile.Capabilities.Unicode ? '━' : '=';
        return new Markup(
            $"Epoch {step.Epoch}/{step.NumberOfEpochs} [green]{new string(bar, filled)}[/][grey]{new string(bar, BarWidth - filled)}[/] " +
            $"{100 * done:F0} %  loss {Format.Fixed(step.Loss)}  {Format.Count(step.SamplesPerSecond)} samples/s  {Format.Clock(SecondsLeft)} left");
    }
}
