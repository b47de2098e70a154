namespace MlNet.Sequences;

/// <summary>The progress of an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="NumberOfEpochs">The number of epochs to train.</param>
/// <param name="Step">The steps done in this epoch.</param>
/// <param name="StepsInEpoch">
/// The steps of this epoch; while the first pass over data of unknown length runs, those known so far.
/// </param>
/// <param name="Loss">The mean training loss of this epoch's steps so far, in nats for classification.</param>
/// <param name="SamplesPerSecond">The sequences trained on per second in this epoch.</param>
/// <param name="LearningRate">The learning rate of the last step.</param>
public sealed record StepMetrics(
    int Epoch, int NumberOfEpochs, long Step, long StepsInEpoch, double Loss, double SamplesPerSecond, double LearningRate)
{
    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(StepMetrics), PrintMembers);
}
