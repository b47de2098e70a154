namespace MlNet.Sequences;

/// <summary>Called for each epoch when its training and validation are done.</summary>
public interface IEpochCallback : ITrainingCallback
{
    /// <summary>Called once per epoch, on the thread of the fit.</summary>
    void OnEpochEnd(EpochMetrics metrics);
}
