namespace MlNet.Sequences;

/// <summary>Called for each warning of a fit, as a message in which a program can use its own names of the options.</summary>
public interface IWarningCallback : ITrainingCallback
{
    /// <summary>
    /// Called on the thread of the fit, from the reading of the rows on, and by <see cref="SequenceTrainer.FindLearningRate"/>.
    /// The same text goes to the log of the MLContext. Warnings at a fit's end are in
    /// <see cref="TrainingHistory.WarningMessages"/>.
    /// </summary>
    /// <param name="warning">The warning.</param>
    void OnWarning(OptionMessage warning);
}
