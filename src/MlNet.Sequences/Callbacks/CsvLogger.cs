namespace MlNet.Sequences;

/// <summary>
/// Writes a table of the epochs, a line per epoch, as comma-separated values (RFC 4180, UTF-8, numbers in the invariant culture
/// with all their digits). Each line is flushed when the callback returns: a killed process leaves complete lines, and <c>tail
/// -f</c> follows the fit.
/// </summary>
/// <remarks>
/// The columns are those of <see cref="EpochMetrics"/>: Epoch, TrainingLoss, a "Validation…" for each metric that the first epoch
/// has (in the order of <see cref="ValidationMetric"/>, then metrics of your own by their names), LearningRate, TrainingSeconds,
/// ValidationSeconds, SamplesPerSecond. Each fit overwrites the file; a resumed fit starts with the epochs of the earlier
/// processes, so that each epoch has one line. An instance can serve several fits one after another, and then holds the last;
/// give concurrent fits separate loggers and paths. A file that can't be written ends the fit with an <see cref="IOException"/>.
/// </remarks>
public sealed class CsvLogger : IFitCallback, IStepCallback, IEpochCallback
{
    private LogFile? _epochs;
    private StepLog? _steps;
    private string[]? _metrics;

    /// <summary>Creates the logger; files are opened when a fit starts.</summary>
    /// <param name="path">The file of the epochs. A missing folder is created when the fit starts.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public CsvLogger(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Path = path;
    }

    /// <summary>The file of the epochs.</summary>
    public string Path { get; }

    /// <summary>
    /// A second file, with a line each time that steps are reported (about five times a second): Epoch, Step, GlobalStep (of all
    /// epochs), Loss (the mean of the epoch so far), LearningRate, SamplesPerSecond. A resumed fit continues the existing lines,
    /// without those after its checkpoint. Null for none. Default: null.
    /// </summary>
    /// <exception cref="ArgumentException">The path is empty, or that of the epochs.</exception>
    public string? StepsPath
    {
        get;
        init
        {
            if (value is not null)
                ArgumentException.ThrowIfNullOrWhiteSpace(value);
            if (value is not null && System.IO.Path.GetFullPath(value) == System.IO.Path.GetFullPath(Path))
                throw new ArgumentException(
                    $"{nameof(StepsPath)} must differ from the file of the epochs; received '{value}'; name another.");
            field = value;
        }
    }

    /// <summary>Overwrites the files, starting with the epochs that earlier processes finished.</summary>
    /// <exception cref="IOException">A file can't be written; the message has the path, the reason and the remedy.</exception>
    public void OnFitStart(FitStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        Close();
        try
        {
            _epochs = LogFile.Create(Path);
            if (StepsPath is not null)
                _steps = StepLog.Open(StepsPath, start);
            foreach (var epoch in start.EpochsDone)
                OnEpochEnd(epoch);
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>Writes a line to <see cref="StepsPath"/>, if set.</summary>
    /// <exception cref="IOException">The file can't be written, for instance because the disk is full.</exception>
    public void OnStepEnd(StepMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        CallbackOrder.MustHaveStarted(_epochs, this);
        _steps?.Write(metrics);
    }

    /// <summary>Writes the epoch's line, preceded by the header for the first.</summary>
    /// <exception cref="IOException">The file can't be written, for instance because the disk is full.</exception>
    public void OnEpochEnd(EpochMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        CallbackOrder.MustHaveStarted(_epochs, this);
        if (_metrics is null)
        {
            string[] known = Enum.GetNames<ValidationMetric>();
            _metrics = [.. known.Where(metrics.Validation.ContainsKey),
                .. metrics.Validation.Keys.Except(known).Order(StringComparer.Ordinal)];
            _epochs.Write(Csv.Line(
            [
                nameof(metrics.Epoch), nameof(metrics.TrainingLoss),
                .. _metrics.Select(metric => $"{nameof(metrics.Validation)}{metric}"),
                nameof(metrics.LearningRate), nameof(metrics.TrainingSeconds), nameof(metrics.ValidationSeconds),
                nameof(metrics.SamplesPerSecond),
            ]));
        }

        _epochs.Write(Csv.Line(
        [
            Csv.Number(metrics.Epoch), Csv.Number(metrics.TrainingLoss),
            .. _metrics.Select(metric => metrics.Validation.TryGetValue(metric, out double value) ? Csv.Number(value) : ""),
            Csv.Number(metrics.LearningRate), Csv.Number(metrics.TrainingSeconds), Csv.Number(metrics.ValidationSeconds),
            Csv.Number(metrics.SamplesPerSecond),
        ]));
    }

    /// <summary>Closes the files, however the fit ended.</summary>
    public void OnFitEnd(TrainingHistory? history) => Close();

    private void Close()
    {
        _epochs?.Dispose();
        _steps?.Dispose();
        (_epochs, _steps, _metrics) = (null, null, null);
    }
}
