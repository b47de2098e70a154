using System.Diagnostics;

namespace MlNet.Sequences.Benchmarks;

/// <summary>Passes what it is told on to other callbacks, and measures how long they take.</summary>
internal sealed class TimedCallbacks(
    params ITrainingCallback[] callbacks) : IFitCallback, IStepCallback, IEpochCallback, ICheckpointCallback
{
    private readonly Stopwatch _clock = new();
    private readonly List<CheckpointSaved> _checkpoints = [];

    internal double Seconds => _clock.Elapsed.TotalSeconds;

    internal int Calls { get; private set; }

    internal IReadOnlyList<CheckpointSaved> Checkpoints => _checkpoints;

    public void OnFitStart(FitStart start) => Tell<IFitCallback>(callback => callback.OnFitStart(start));

    public void OnFitEnd(TrainingHistory? history) => Tell<IFitCallback>(callback => callback.OnFitEnd(history));

    public void OnStepEnd(StepMetrics metrics) => Tell<IStepCallback>(callback => callback.OnStepEnd(metrics));

    public void OnEpochEnd(EpochMetrics metrics) => Tell<IEpochCallback>(callback => callback.OnEpochEnd(metrics));

    public void OnCheckpointSaved(CheckpointSaved checkpoint) => _checkpoints.Add(checkpoint);

    private void Tell<T>(Action<T> tell)
    {
        _clock.Start();
        foreach (var callback in callbacks.OfType<T>())
        {
            tell(callback);
            Calls++;
        }

        _clock.Stop();
    }
}
