namespace MlNet.Sequences;

/// <summary>A step of a learning-rate range test.</summary>
/// <param name="Rate">The step's learning rate.</param>
/// <param name="Loss">
/// The mean training loss of the step's rows, as the network was before the step; in nats for classification. Of the last point
/// it may be infinite or NaN, where training diverged so far.
/// </param>
/// <param name="SmoothedLoss">The exponential moving average of the losses so far, corrected for its start at 0.</param>
public sealed record LearningRatePoint(double Rate, double Loss, double SmoothedLoss)
{
    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(LearningRatePoint), PrintMembers);
}
