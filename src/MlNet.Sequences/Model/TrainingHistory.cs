using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>The history of a model: each epoch's metrics, and which epoch's weights it has.</summary>
public sealed record TrainingHistory
{
    /// <summary>The epochs in order.</summary>
    public required IReadOnlyList<EpochMetrics> Epochs { get; init; }

    /// <summary>The epoch whose weights the model has, from 1.</summary>
    public required int KeptEpoch { get; init; }

    /// <summary>
    /// Why the weights of <see cref="KeptEpoch"/> are kept, in a sentence: which metric, and how close it is to the best. Null in
    /// models of versions that did not save the settings.
    /// </summary>
    [JsonIgnore]
    public string? KeptEpochReason => EpochChoice.Explain(this);

    /// <summary>Whether training ended before all epochs were run, because the epochs no longer improved.</summary>
    public required bool StoppedEarly { get; init; }

    /// <summary>The number of labeled rows that each epoch trained on.</summary>
    public required long TrainingRows { get; init; }

    /// <summary>
    /// The number of rows without labels (<see cref="SequenceTrainerOptions.UnlabeledData"/>) that each epoch trained on, too;
    /// null if there were none.
    /// </summary>
    public long? UnlabeledRows { get; init; }

    /// <summary>The number of rows that each epoch was validated on.</summary>
    public required long ValidationRows { get; init; }

    /// <summary>
    /// The labeled steps of these rows if each step has a label, as for taggers; null for other models, and in models of versions
    /// that did not save it.
    /// </summary>
    public long? ValidationSteps { get; init; }

    /// <summary>The seed of weights, order and dropout: the same seed gives the same model.</summary>
    public required int Seed { get; init; }

    /// <summary>The seconds that reading and encoding the data took, before the first step.</summary>
    public required double EncodingSeconds { get; init; }

    /// <summary>The seconds from the start of the fit to its end.</summary>
    public required double TotalSeconds { get; init; }

    /// <summary>
    /// The epochs of the model that training continued from, and of those before it; 0 if it started from scratch.
    /// </summary>
    public int EarlierEpochs { get; init; }

    /// <summary>
    /// The SHA-256 of the rows used, in order: of sequences, labels, weights and vocabulary. Null in models of versions that did
    /// not save it, as are the settings and the versions.
    /// </summary>
    public string? DataSha256 { get; init; }

    /// <summary>Every effective setting by its option's name in a settings file, as text.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>
    /// The n-grams beside the network; null for none. The metrics of <see cref="Epochs"/> are the network's alone.
    /// </summary>
    public NgramBranchSummary? Ngrams { get; init; }

    /// <summary>
    /// Problems of the fit according to its own figures, and what to try: all rows predicted alike, no better than a constant,
    /// training and validation far apart. Empty if nothing was found, and in models of versions that did not check.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// <see cref="Warnings"/> as messages in which a program can use its own names of the options; plain texts in models of
    /// versions that did not save them this way.
    /// </summary>
    public IReadOnlyList<OptionMessage> WarningMessages
    {
        get => field ?? [.. (Warnings ?? []).Select(warning => (OptionMessage)$"{warning}")];
        init;
    }

    /// <summary>The versions that trained it.</summary>
    public TrainingVersions? Versions { get; init; }

    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(TrainingHistory), PrintMembers);
}
