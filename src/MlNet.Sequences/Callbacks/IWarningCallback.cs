namespace MlNet.Sequences;

/// <summary>Told of each warning of a fit, as a message in which a program can call the options by its own names.</summary>
public interface IWarningCallback : ITrainingCallback
{
    /// <summary>
    /// Called on the thread of the fit, from the reading of the rows on, and by <see cref="SequenceTrainer.FindLearningRate"/>.
    /// The same text goes to the log of the MLContext. What a fit finds in the end is in
    /// <see cref="TrainingHistory.WarningMessages"/>.
    /// </summary>
    /// <param name="warning">The warning.</param>
    void OnWarning(OptionMessage warning);
}
