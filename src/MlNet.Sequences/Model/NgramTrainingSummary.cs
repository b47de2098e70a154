namespace MlNet.Sequences;

/// <summary>A summary of n-gram training.</summary>
public sealed record NgramTrainingSummary
{
    /// <summary>The rows that were trained on: those with a label and a weight above 0.</summary>
    public required long TrainingRows { get; init; }

    /// <summary>The Newton steps, of all classes together.</summary>
    public required int Iterations { get; init; }

    /// <summary>The mean cross-entropy of the training rows by logistic regression alone, without the penalty; with several
    /// classes the mean of one class against the others.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>The seconds of <see cref="TotalSeconds"/> that the reading of the rows took; 0 in models of versions that did not
    /// save it.</summary>
    public double EncodingSeconds { get; init; }

    /// <summary>The seconds from the start of the fit to its end, the reading of the rows among them.</summary>
    public required double TotalSeconds { get; init; }

    /// <summary>What is wrong with the fit, and what to try. Empty where nothing was found.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary><see cref="Warnings"/> as messages in which a program can use its own names of the options.</summary>
    public IReadOnlyList<OptionMessage> WarningMessages
    {
        get => field ?? [.. (Warnings ?? []).Select(warning => (OptionMessage)$"{warning}")];
        init;
    }

    /// <summary>
    /// The SHA-256 of the rows that were read, in their order: their vocabulary, tokens, labels and weights; null in models of
    /// versions that did not save it.
    /// </summary>
    public string? DataSha256 { get; init; }

    /// <summary>Every option of the fit, by its name in <see cref="NgramLogisticRegressionOptions.ToJson"/>, in readable form;
    /// null in models of versions that did not save them.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; init; }

    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(NgramTrainingSummary), PrintMembers);
}
