using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>
/// Writes event files that <c>tensorboard --logdir</c> shows as curves during the fit. Each point is flushed when the callback
/// returns: a killed process loses none.
/// </summary>
/// <remarks>
/// <para>
/// A point for each epoch, at the global step of its end: "loss/training", "loss/validation", and for each further metric such a
/// tag as "accuracy/validation" or "area_under_roc_curve/validation". A point each time that steps are reported (about five times
/// a second) and at each epoch's end: "loss/training_steps" (the mean of the steps since the last point), "learning_rate" and
/// "samples_per_second". All have the training step of all epochs as their x-axis. The settings are on TensorBoard's Text page.
/// Values have single precision.
/// </para>
/// <para>
/// Give each fit its own folder, a subfolder of the log folder, so that TensorBoard shows it as a run. A resumed fit adds a file
/// to its folder, and TensorBoard shows one curve; a new fit in the same folder replaces the earlier one in TensorBoard's view,
/// but not its files. An instance can serve several fits one after another. A file that can't be written ends the fit with an
/// <see cref="IOException"/>.
/// </para>
/// </remarks>
public sealed class TensorBoardLogger : IFitCallback, IStepCallback, IEpochCallback
{
    private EventFile? _events;
    private long _stepsInEpoch;
    private long _lastStep;
    private StepMetrics? _last;

    /// <summary>Creates the logger; the file is opened when a fit starts.</summary>
    /// <param name="folder">The folder of the run. It is created when the fit starts, if missing.</param>
    /// <exception cref="ArgumentException">The folder is empty.</exception>
    public TensorBoardLogger(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Folder = folder;
    }

    /// <summary>The folder of the run.</summary>
    public string Folder { get; }

    /// <summary>Creates an event file and writes the settings.</summary>
    /// <exception cref="IOException">The file can't be written; the message has the path, the reason and the remedy.</exception>
    public void OnFitStart(FitStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        Close();
        (_stepsInEpoch, _lastStep) = (start.StepsInEpoch, start.StepsDone);
        try
        {
            _events = EventFile.CreateIn(Folder);
            _events.Restart(start.StepsDone == 0 ? 0 : start.StepsDone + 1);
            _events.Text(start.StepsDone, "settings", Table(start));
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>Writes the step's points.</summary>
    /// <exception cref="IOException">The file can't be written, for instance because the disk is full.</exception>
    public void OnStepEnd(StepMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        CallbackOrder.MustHaveStarted(_events, this);
        long step = _stepsInEpoch * (metrics.Epoch - 1) + metrics.Step;
        _events.Scalars(
            step,
            ("loss/training_steps", LossSince(_last, metrics)),
            ("learning_rate", metrics.LearningRate),
            ("samples_per_second", metrics.SamplesPerSecond));
        (_last, _lastStep) = (metrics, step);
    }

    /// <summary>Writes the epoch's points.</summary>
    /// <exception cref="IOException">The file can't be written, for instance because the disk is full.</exception>
    public void OnEpochEnd(EpochMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        CallbackOrder.MustHaveStarted(_events, this);
        long step = _stepsInEpoch * metrics.Epoch;
        _events.Scalars(
            step,
            [
                ("loss/training", metrics.TrainingLoss),
                .. metrics.Validation.Select(m => ($"{JsonNamingPolicy.SnakeCaseLower.ConvertName(m.Key)}/validation", m.Value)),
            ]);
        if (_lastStep < step) // otherwise the epoch's last step wrote them
            _events.Scalars(step, ("learning_rate", metrics.LearningRate), ("samples_per_second", metrics.SamplesPerSecond));
        _lastStep = step;
    }

    /// <summary>Closes the file, however the fit ended.</summary>
    public void OnFitEnd(TrainingHistory? history) => Close();

    // A mean over the epoch so far jumps at the start of an epoch; the mean since the last point follows from two of them.
    private static double LossSince(StepMetrics? last, StepMetrics now) =>
        last is not null && last.Epoch == now.Epoch && last.Step < now.Step
            ? (now.Loss * now.Step - last.Loss * last.Step) / (now.Step - last.Step)
            : now.Loss;

    private static string Table(FitStart start)
    {
        var table = new StringBuilder("| setting | value |\n| --- | --- |\n");
        foreach (var (name, value) in start.Settings)
            Add(name, value);
        Add("training rows", start.TrainingRows.ToString(CultureInfo.InvariantCulture));
        Add("validation rows", start.ValidationRows.ToString(CultureInfo.InvariantCulture));
        Add("steps in an epoch", start.StepsInEpoch.ToString(CultureInfo.InvariantCulture));
        return table.ToString();

        void Add(string name, string value) => table.Append(CultureInfo.InvariantCulture, $"| {Cell(name)} | {Cell(value)} |\n");
        string Cell(string text) => text.Replace("|", @"\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
    }

    private void Close()
    {
        _events?.Dispose();
        (_events, _last) = (null, null);
    }
}
