namespace MlNet.Sequences;

/// <summary>A learning-rate schedule of your own. Set it as <see cref="SequenceTrainerOptions.Schedule"/>.</summary>
/// <remarks>
/// It must be a pure function, so that a fit that resumes from a checkpoint goes on with the same rates. A checkpoint names it by
/// its type, its public properties and what it was constructed with, as far as they are texts, numbers, flags or named values.
/// </remarks>
public interface ILearningRateSchedule
{
    /// <summary>What the learning rate of a step is multiplied by.</summary>
    /// <param name="stepsDone">The training steps of all epochs before this one: 0 at the first.</param>
    /// <param name="totalSteps">The steps of all epochs.</param>
    /// <returns>
    /// A factor of <see cref="SequenceTrainerOptions.LearningRate"/>; finite, 0 or more. Another one ends the fit with an
    /// <see cref="InvalidOperationException"/> that names this type.
    /// </returns>
    double FactorAt(long stepsDone, long totalSteps);
}
