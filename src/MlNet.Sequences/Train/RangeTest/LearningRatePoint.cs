namespace MlNet.Sequences;

/// <summary>A step of a learning-rate range test.</summary>
/// <param name="Rate">The step's learning rate.</param>
/// <param name="Loss">
/// The mean training loss of the step's rows, before the step's update; in nats for classification. At the last point it may be
/// infinite or NaN if training diverged.
/// </param>
/// <param name="SmoothedLoss">The exponential moving average of the losses so far, corrected for its start at 0.</param>
public sealed record LearningRatePoint(double Rate, double Loss, double SmoothedLoss)
{
    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(LearningRatePoint), PrintMembers);
}
