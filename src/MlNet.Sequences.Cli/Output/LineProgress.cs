using System.Diagnostics;
using System.Globalization;

namespace MlNet.Sequences.Cli;

/// <summary>A line for each epoch, for files and pipes, and one now and then in the middle of a long epoch.</summary>
internal sealed class LineProgress(Messages messages, string title, TextTask task) : TrainingProgress(task)
{
    /// <summary>The environment variable with the seconds of silence after which an epoch shows how far it is.</summary>
    internal const string SecondsVariable = "MLNET_SEQUENCES_PROGRESS";

    internal const int UsualSeconds = 30;

    /// <summary>How long nothing is said.</summary>
    internal static TimeSpan Silence => TimeSpan.FromSeconds(double.TryParse(
        Environment.GetEnvironmentVariable(SecondsVariable), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
        out double seconds)
        ? seconds : UsualSeconds);

    private readonly Stopwatch _silence = Stopwatch.StartNew();
    private readonly TimeSpan _most = Silence;

    private bool _started;

    internal override T Run<T>(Func<T> fit) => fit();

    protected override void OnStep(StepMetrics step)
    {
        // Not before the first step: an earlier failure should be the only line.
        if (!_started)
        {
            Say(title + Resumed);
            _started = true;
        }
        else if (_silence.Elapsed >= _most && step.Step < step.StepsInEpoch)
        {
            Say(
                $"Epoch {step.Epoch}/{step.NumberOfEpochs}, step {Format.Count(step.Step)} of " +
                $"{Format.Count(step.StepsInEpoch)}: loss {Format.Fixed(step.Loss)}, {Format.Count(step.SamplesPerSecond)} " +
                $"samples/s, {Format.Clock(SecondsLeft)} left");
        }
    }

    protected override void OnEpoch(EpochReport epoch)
    {
        string of = LastStep is { } step ? $"/{step.NumberOfEpochs}" : "";
        string validation = epoch.ValidationLoss is null
            ? ""
            : $"validation {Task.EpochMetrics[0].NounInLine} {epoch.Shown[0]}, ";
        Say(
            $"Epoch {epoch.Epoch}{of}: loss {Format.Fixed(epoch.Loss)}, {validation}{Format.Seconds(epoch.Seconds)}, " +
            $"{Format.Count(epoch.SamplesPerSecond)} samples/s, {Format.Clock(SecondsLeft)} left");
    }

    private void Say(string line)
    {
        messages.Say(line);
        _silence.Restart();
    }
}
