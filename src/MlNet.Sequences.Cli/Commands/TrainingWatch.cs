using System.Diagnostics;
using System.Globalization;

namespace MlNet.Sequences.Cli;

/// <summary>Tracks the progress of a training and what is saved of it, for reports and interruptions.</summary>
/// <param name="folder">The folder of checkpoints, or null.</param>
/// <param name="resumes">Whether the training resumes from a checkpoint, if there is one.</param>
/// <param name="again">The command that resumes the training.</param>
internal sealed class TrainingWatch(
    string? folder, bool resumes, string again) : IFitCallback, ICheckpointCallback, IInterruptible
{
    // A batch of a large network takes seconds, and so does writing its checkpoint to a slow disk; more than a minute would be a
    // fault.
    private static readonly TimeSpan PatienceForCheckpoint = TimeSpan.FromMinutes(2);

    /// <summary>The text before the command that resumes the training.</summary>
    internal const string GoOn = "Continue with: ";

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private volatile bool _isRunning;
    private volatile CheckpointSaved? _last;
    private volatile string? _model;
    private volatile bool _isMeasured;

    /// <summary>The step that an earlier process reached; null if this one started from scratch, or has not started.</summary>
    internal long? ResumedFromStep { get; private set; }

    /// <summary>What the network started from instead of random weights, or null.</summary>
    internal string? StartsFrom { get; private set; }

    /// <summary>The settings that were chosen by the data, by name.</summary>
    internal IReadOnlyDictionary<string, string> Chosen { get; private set; } = new Dictionary<string, string>();

    /// <summary>The seconds until the first step.</summary>
    internal double SecondsToStart { get; private set; }

    /// <summary>The folder of checkpoints, or null.</summary>
    internal string? Folder => folder;

    /// <summary>The command that resumes the training.</summary>
    internal string Again => again;

    /// <summary>Whether the model file exists.</summary>
    internal bool HasModel => _model is not null;

    public TimeSpan Patience => WritesCheckpoint ? PatienceForCheckpoint : Interruption.UsualPatience;

    public string? Promise => WritesCheckpoint
        ? $"Interrupted: a checkpoint is written to '{folder}' when the batch is done, within at most " +
          $"{PatienceForCheckpoint.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes. A second signal ends " +
          "the tool immediately."
        : null;

    private bool WritesCheckpoint => folder is not null && _isRunning;

    public void OnFitStart(FitStart start)
    {
        ResumedFromStep = start.StepsDone > 0 ? start.StepsDone : null;
        StartsFrom = start.StartsFrom;
        Chosen = start.ChosenSettings;
        SecondsToStart = _clock.Elapsed.TotalSeconds;
        _isRunning = true;
    }

    public void OnFitEnd(TrainingHistory? history) => _isRunning = false;

    public void OnCheckpointSaved(CheckpointSaved checkpoint) => _last = checkpoint;

    /// <summary>The model file has been saved.</summary>
    internal void HasSaved(string model) => _model = model;

    /// <summary>The model has been tested, if there is a test part.</summary>
    internal void HasMeasured() => _isMeasured = true;

    public string Farewell(bool isCutShort)
    {
        string how = isCutShort ? "Terminated" : "Interrupted";
        if (_model is { } model)
            return $"{how}: the model is saved as {model}{(_isMeasured ? "" : "; it was not measured on the test part")}.";
        if (folder is null)
            return "Interrupted: no half-written file is left.";
        if (_last is { } last)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{how}: the checkpoint '{last.Path}' has the training up to step {last.Step}, in epoch {last.Epoch}" +
                $"{(isCutShort ? "; later progress is lost" : "")}. {GoOn}{again}");
        return resumes
            ? $"{how}: there is no new checkpoint, and '{folder}' is unchanged. {GoOn}{again}"
            : $"{how}: there is no checkpoint yet, and no half-written model is left.";
    }
}
