namespace MlNet.Sequences;

/// <summary>A custom learning-rate schedule. Set it as <see cref="SequenceTrainerOptions.Schedule"/>.</summary>
/// <remarks>
/// It must be a pure function, so that a fit that resumes from a checkpoint continues with the same rates. A checkpoint
/// identifies it by its type, its public properties and its constructor arguments, as far as they are texts, numbers, flags or
/// named values.
/// </remarks>
public interface ILearningRateSchedule
{
    /// <summary>The factor of the learning rate at a step.</summary>
    /// <param name="stepsDone">The training steps of all epochs before this one: 0 at the first.</param>
    /// <param name="totalSteps">The steps of all epochs.</param>
    /// <returns>
    /// A factor of <see cref="SequenceTrainerOptions.LearningRate"/>; finite, 0 or more. Any other value ends the fit with an
    /// <see cref="InvalidOperationException"/> that names this type.
    /// </returns>
    double FactorAt(long stepsDone, long totalSteps);
}
