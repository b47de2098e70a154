namespace MlNet.Sequences;

/// <summary>
/// Called for training steps, a few times a second: often enough to show progress, rarely enough to cost nothing.
/// </summary>
public interface IStepCallback : ITrainingCallback
{
    /// <summary>Called on the thread of the fit, at most about five times a second and at each epoch's last step.</summary>
    void OnStepEnd(StepMetrics metrics);
}
