namespace MlNet.Sequences;

/// <summary>The callbacks of a fit, called in order.</summary>
internal sealed class CallbackList(IEnumerable<ITrainingCallback> callbacks)
{
    private readonly ITrainingCallback[] _all = [.. callbacks];
    private int _started;

    /// <summary>Whether any callback observes steps.</summary>
    internal bool WatchSteps => _all.Any(callback => callback is IStepCallback);

    internal void FitStart(FitStart start)
    {
        foreach (var callback in _all)
        {
            _started++;
            (callback as IFitCallback)?.OnFitStart(start);
        }
    }

    internal void StepEnd(StepMetrics metrics)
    {
        foreach (var callback in _all.OfType<IStepCallback>())
            callback.OnStepEnd(metrics);
    }

    internal void EpochEnd(EpochMetrics metrics)
    {
        foreach (var callback in _all.OfType<IEpochCallback>())
            callback.OnEpochEnd(metrics);
    }

    internal void CheckpointSaved(CheckpointSaved checkpoint)
    {
        foreach (var callback in _all.OfType<ICheckpointCallback>())
            callback.OnCheckpointSaved(checkpoint);
    }

    /// <summary>Calls all, so that each sees every epoch.</summary>
    internal bool ShouldStop(IReadOnlyList<EpochMetrics> epochs) =>
        _all.OfType<IStoppingCallback>().Aggregate(false, (stop, callback) => callback.ShouldStop(epochs) || stop);

    internal void FitEnd(TrainingHistory history)
    {
        foreach (var callback in _all.OfType<IFitCallback>())
            callback.OnFitEnd(history);
    }

    /// <summary>
    /// Notifies the callbacks that saw the start that the fit failed; their exceptions must not hide the cause.
    /// </summary>
    internal void FitFailed(Action<OptionMessage> warn)
    {
        foreach (var callback in _all.Take(_started).OfType<IFitCallback>())
        {
            try
            {
                callback.OnFitEnd(null);
            }
#pragma warning disable CA1031 // Whatever it is, the fit's own error reaches the caller, and this one is logged.
            catch (Exception e)
#pragma warning restore CA1031
            {
                warn($"{callback.GetType().Name}.OnFitEnd failed after the fit had failed: {e.Message}");
            }
        }
    }
}
