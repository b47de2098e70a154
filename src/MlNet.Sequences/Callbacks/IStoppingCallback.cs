namespace MlNet.Sequences;

/// <summary>
/// Decides after each epoch whether training should end; the options determine whose weights are kept.
/// </summary>
public interface IStoppingCallback : ITrainingCallback
{
    /// <summary>Called on the thread of the fit when an epoch's training and validation are done.</summary>
    /// <param name="epochs">
    /// All epochs so far, including those of earlier processes if the fit was resumed. If you decide by them alone, a resumed fit
    /// ends where an uninterrupted one would.
    /// </param>
    /// <returns>Whether to stop training.</returns>
    bool ShouldStop(IReadOnlyList<EpochMetrics> epochs);
}
