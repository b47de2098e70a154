namespace MlNet.Sequences.Cli;

/// <summary>A line for each epoch, for files and pipes.</summary>
internal sealed class LineProgress(Messages messages, string title, TextTask task, int batchSize) : TrainingProgress(task, batchSize)
{
    private bool _started;

    internal override T Run<T>(Func<T> fit) => fit();

    protected override void OnStep(StepMetrics step)
    {
        // Not before the first step: a failure until then is one line, and the only one.
        if (!_started)
            messages.Say(title + Resumed);
        _started = true;
    }

    protected override void OnEpoch(EpochReport epoch)
    {
        string of = LastStep is { } step ? $"/{step.NumberOfEpochs}" : "";
        string validation = epoch.ValidationLoss is null ? "" : $"validation {Task.EpochMetrics[0].NounInLine} {epoch.Shown[0]}, ";
        messages.Say(
            $"Epoch {epoch.Epoch}{of}: loss {Format.Fixed(epoch.Loss)}, {validation}{Format.Seconds(epoch.Seconds)}, " +
            $"{Format.Count(epoch.SamplesPerSecond)} samples/s, {Format.Clock(SecondsLeft)} left");
    }
}
