using System.Globalization;

namespace MlNet.Sequences;

/// <summary>
/// Shows the progress of a fit: on a terminal a line that is rewritten a few times a second, elsewhere (files, pipes, notebooks)
/// a line per epoch, and finally a line with the result.
/// </summary>
/// <remarks>
/// A line has the epoch, the percentage of all steps that is done, the time left unless training ends early, the training loss,
/// the last validation metric (accuracy for classification, the root of the mean squared error for regression), custom metrics,
/// and the sequences trained on per second. Give concurrent fits separate printers, and writers that are not terminals. A line
/// that can't be written (the terminal was closed, the disk is full) is skipped, and the fit continues.
/// </remarks>
public sealed class ProgressPrinter : IFitCallback, IStepCallback, IEpochCallback
{
    /// <summary>A hundred years: more is not a forecast, and may exceed a TimeSpan.</summary>
    private const double MostSeconds = 3e9;

    private static readonly ValidationMetric[] Shown = [
        ValidationMetric.Accuracy, ValidationMetric.RootMeanSquaredError, ValidationMetric.Loss];

    // Those of tasks; others are custom.
    private static readonly string[] Own = Enum.GetNames<ValidationMetric>();

    private readonly TextWriter? _writer;
    private readonly Func<TextWriter, int?> _widthOf;
    private ProgressLine? _line;
    private FitStart? _start;
    private EpochMetrics? _lastEpoch;

    /// <summary>Creates the printer.</summary>
    /// <param name="writer">
    /// Where to print; it is not closed. Null for standard error, as it is when a fit starts. Default: null.
    /// </param>
    public ProgressPrinter(TextWriter? writer = null)
        : this(writer, Terminal.WidthOf)
    {
    }

    internal ProgressPrinter(TextWriter? writer, Func<TextWriter, int?> widthOf) => (_writer, _widthOf) = (writer, widthOf);

    /// <summary>Records the amount of work.</summary>
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

    /// <summary>Prints the result of the fit; nothing for a canceled or failed fit, which throws an exception.</summary>
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

        // What a narrow terminal cuts off comes last.
        double percent = Math.Floor(100 * epochsDone / _start.NumberOfEpochs);
        return FormattableString.Invariant(
            $"Epoch {epoch}/{_start.NumberOfEpochs}, {percent:F0} %, {Clock(secondsLeft)} left: ") +
            FormattableString.Invariant($"loss {loss:F4}, {DescribeValidation()}{samplesPerSecond:N0} samples/s");
    }

    private string DescribeValidation()
    {
        if (_lastEpoch?.Validation is not { Count: > 0 } measured)
            return "";
        var main = Shown.FirstOrDefault(metric => measured.ContainsKey(metric.ToString()), ValidationMetric.Loss);
        string shown = !measured.TryGetValue(main.ToString(), out double value) ? "" : main switch
        {
            ValidationMetric.Accuracy => FormattableString.Invariant($"validation accuracy {100 * value:F1} %, "),
            ValidationMetric.RootMeanSquaredError => FormattableString.Invariant($"validation RMSE {value:G5}, "),
            _ => FormattableString.Invariant($"validation loss {value:F4}, "),
        };
        return shown + string.Concat(measured.Where(metric => !Own.Contains(metric.Key))
            .Select(metric => FormattableString.Invariant($"{metric.Key} {metric.Value:G5}, ")));
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
