namespace MlNet.Sequences;

/// <summary>What is known of a fit before its first step.</summary>
/// <param name="NumberOfEpochs">The epochs to train, unless training ends earlier.</param>
/// <param name="StepsInEpoch">The training steps of an epoch.</param>
/// <param name="TrainingRows">The rows that each epoch trains on.</param>
/// <param name="ValidationRows">The rows that each epoch is validated on.</param>
/// <param name="Seed">The seed of weights, order and dropout.</param>
/// <param name="Device">The training device: "cpu", "cuda:0".</param>
/// <param name="Settings">Every effective setting by its option's name, as text.</param>
/// <param name="EpochsDone">
/// The epochs that an earlier process finished, where the fit resumes from a checkpoint; otherwise empty.
/// </param>
/// <param name="StepsDone">The steps of all epochs that an earlier process did; 0 if the fit does not resume.</param>
public sealed record FitStart(
    int NumberOfEpochs, long StepsInEpoch, long TrainingRows, long ValidationRows, int Seed, string Device,
    IReadOnlyDictionary<string, string> Settings, IReadOnlyList<EpochMetrics> EpochsDone, long StepsDone)
{
    /// <summary>
    /// What the network starts from instead of random weights, in a sentence: how many words have vectors, or what is kept of
    /// another model. Null if it starts at random, or the fit resumes.
    /// </summary>
    public string? StartsFrom { get; init; }

    /// <summary>
    /// The settings that the options left open and the fit chose from its data, by their options' names, as text.
    /// </summary>
    public IReadOnlyDictionary<string, string> ChosenSettings { get; init; } = new Dictionary<string, string>();
}
