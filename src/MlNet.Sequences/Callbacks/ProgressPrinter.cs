using System.Globalization;

namespace MlNet.Sequences;

/// <summary>
/// Shows people how a fit goes: on a terminal a line that is rewritten a few times a second, elsewhere (files, pipes, notebooks)
/// a line for each epoch, and at the end a line with what came of it.
/// </summary>
/// <remarks>
/// A line has the epoch, the part of all steps that is done, the time that is left unless training ends early, the training loss,
/// the last validation metric (accuracy for classification, the root of the mean squared error for regression), and the sequences
/// trained on in a second. Give fits that run at one time a printer each, and writers that are no terminal. A line that can't be
/// written (the terminal went away, the disk is full) is left out, and the fit goes on.
/// </remarks>
public sealed class ProgressPrinter : IFitCallback, IStepCallback, IEpochCallback
{
    /// <summary>A hundred years: more is no forecast, and above what a TimeSpan holds there is none.</summary>
    private const double MostSeconds = 3e9;

    private static readonly ValidationMetric[] Shown = [
        ValidationMetric.Accuracy, ValidationMetric.RootMeanSquaredError, ValidationMetric.Loss];

    private readonly TextWriter? _writer;
    private readonly Func<TextWriter, int?> _widthOf;
    private ProgressLine? _line;
    private FitStart? _start;
    private EpochMetrics? _lastEpoch;

    /// <summary>Makes the printer.</summary>
    /// <param name="writer">Where to print; it is not closed. Null for standard error, as it is when a fit starts. Default:
    /// null.</param>
    public ProgressPrinter(TextWriter? writer = null)
        : this(writer, Terminal.WidthOf)
    {
    }

    internal ProgressPrinter(TextWriter? writer, Func<TextWriter, int?> widthOf) => (_writer, _widthOf) = (writer, widthOf);

    /// <summary>Takes note of how much there is to do.</summary>
    public void OnFitStart(FitStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var writer = _writer ?? Console.Error;
        _line = new ProgressLine(writer, _widthOf(writer));
        (_start, _lastEpoch) = (start, start.EpochsDone is [.., var last] ? last : null);
    }

    /// <summary>Rewrites the line on a terminal.</summary>
    public void OnStepEnd(StepMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        CallbackOrder.MustHaveStarted(_line, this);
        if (_line.IsLive)
            _line.Show(Describe(
                metrics.Epoch, (double)metrics.Step / Math.Max(metrics.Step, metrics.StepsInEpoch), metrics.Loss,
                metrics.SamplesPerSecond));
    }

    /// <summary>Prints the epoch's line, or rewrites the one on the terminal.</summary>
    public void OnEpochEnd(EpochMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        CallbackOrder.MustHaveStarted(_line, this);
        _lastEpoch = metrics;
        _line.Show(Describe(metrics.Epoch, 1, metrics.TrainingLoss, metrics.SamplesPerSecond, isValidated: true));
    }

    /// <summary>Prints what came of the fit; of one that was cancelled or failed nothing, for its exception says it.</summary>
    public void OnFitEnd(TrainingHistory? history)
    {
        _line?.End();
        if (history is not null)
            _line?.Say(
                $"{(history.StoppedEarly ? "Stopped early" : "Done")}: {Count(history.Epochs.Count, "epoch")} in " +
                $"{Clock(history.TotalSeconds)}; the model has the weights of epoch {history.KeptEpoch}.");
        (_line, _start, _lastEpoch) = (null, null, null);
    }

    private string Describe(int epoch, double partOfEpoch, double loss, double samplesPerSecond, bool isValidated = false)
    {
        double epochsDone = epoch - 1 + partOfEpoch;
        int validationsLeft = _start!.NumberOfEpochs - epoch + (isValidated ? 0 : 1);
        double secondsLeft = (_start.NumberOfEpochs - epochsDone) * _start.TrainingRows / samplesPerSecond
            + validationsLeft * (_lastEpoch?.ValidationSeconds ?? 0);

        // What a narrow terminal cuts off stands last.
        double percent = Math.Floor(100 * epochsDone / _start.NumberOfEpochs);
        return FormattableString.Invariant(
            $"Epoch {epoch}/{_start.NumberOfEpochs}, {percent:F0} %, {Clock(secondsLeft)} left: ") +
            FormattableString.Invariant($"loss {loss:F4}, {DescribeValidation()}{samplesPerSecond:N0} samples/s");
    }

    private string DescribeValidation()
    {
        foreach (var metric in Shown)
        {
            if (_lastEpoch?.Validation.TryGetValue(metric.ToString(), out double value) != true)
                continue;
            return metric switch
            {
                ValidationMetric.Accuracy => FormattableString.Invariant($"validation accuracy {100 * value:F1} %, "),
                ValidationMetric.RootMeanSquaredError => FormattableString.Invariant($"validation RMSE {value:G5}, "),
                _ => FormattableString.Invariant($"validation loss {value:F4}, "),
            };
        }

        return "";
    }

    private static string Count(int count, string noun) =>
        FormattableString.Invariant($"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Clock(double seconds)
    {
        if (!double.IsFinite(seconds) || seconds > MostSeconds)
            return "-";
        var time = TimeSpan.FromSeconds(Math.Ceiling(seconds));
        string hours = time.TotalHours >= 1 ? FormattableString.Invariant($"{(long)time.TotalHours}:") : "";
        return hours + time.ToString(hours.Length > 0 ? @"mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
    }
}
