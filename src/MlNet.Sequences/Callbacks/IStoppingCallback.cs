namespace MlNet.Sequences;

/// <summary>
/// Asked after each epoch whether training should end; the weights of the best epoch are kept as the options say.
/// </summary>
public interface IStoppingCallback : ITrainingCallback
{
    /// <summary>Called on the thread of the fit when an epoch's training and validation are done.</summary>
    /// <param name="epochs">
    /// All epochs so far, also those of earlier processes where the fit was resumed. Decide by them alone, and a fit that was
    /// resumed ends where one that was left alone would.
    /// </param>
    /// <returns>Whether to train no further epoch.</returns>
    bool ShouldStop(IReadOnlyList<EpochMetrics> epochs);
}
