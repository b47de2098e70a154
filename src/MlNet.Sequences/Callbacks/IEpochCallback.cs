namespace MlNet.Sequences;

/// <summary>Told of each epoch when its training and validation are done.</summary>
public interface IEpochCallback : ITrainingCallback
{
    /// <summary>Called once an epoch, on the thread of the fit.</summary>
    void OnEpochEnd(EpochMetrics metrics);
}
