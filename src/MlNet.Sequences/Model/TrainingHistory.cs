using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>How a model came to be: what each epoch measured, and which epoch's weights it has.</summary>
public sealed record TrainingHistory
{
    /// <summary>The epochs in order.</summary>
    public required IReadOnlyList<EpochMetrics> Epochs { get; init; }

    /// <summary>The epoch whose weights the model has, from 1.</summary>
    public required int KeptEpoch { get; init; }

    /// <summary>
    /// Why the weights of <see cref="KeptEpoch"/> are kept, in a sentence: which metric, and how near to the best it is. Null in
    /// models of versions that did not save the settings.
    /// </summary>
    [JsonIgnore]
    public string? KeptEpochReason => EpochChoice.Explain(this);

    /// <summary>Whether training ended before all epochs were run, because the epochs no longer got better.</summary>
    public required bool StoppedEarly { get; init; }

    /// <summary>The rows that were trained on each epoch.</summary>
    public required long TrainingRows { get; init; }

    /// <summary>The rows that each epoch was measured on.</summary>
    public required long ValidationRows { get; init; }

    /// <summary>The seed that fixed weights, order and dropout: given again, it gives the same model.</summary>
    public required int Seed { get; init; }

    /// <summary>The seconds that reading and encoding the data took, before the first step.</summary>
    public required double EncodingSeconds { get; init; }

    /// <summary>The seconds from the start of the fit to its end.</summary>
    public required double TotalSeconds { get; init; }

    /// <summary>The epochs of the model that training went on from, and of those before it; 0 where it began anew.</summary>
    public int EarlierEpochs { get; init; }

    /// <summary>
    /// The SHA-256 of the rows that were used, in their order: of sequences, labels and weights, and of what the tokens stand
    /// for. Null in models of versions that did not save it, as are the settings and the versions.
    /// </summary>
    public string? DataSha256 { get; init; }

    /// <summary>Every effective setting by its option's name in a settings file, as text.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>
    /// What is wrong with the fit by its own figures, and what to try: all rows predicted alike, no better than a constant,
    /// training and validation far apart. Empty where nothing was found, and in models of versions that did not look.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>
    /// <see cref="Warnings"/> as messages in which a program can call the options by its own names; plain texts in models of
    /// versions that did not save them so.
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
