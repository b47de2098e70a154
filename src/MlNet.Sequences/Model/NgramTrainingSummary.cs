namespace MlNet.Sequences;

/// <summary>How training over n-grams went.</summary>
public sealed record NgramTrainingSummary
{
    /// <summary>The rows that were trained on: those with a label and a weight above 0.</summary>
    public required long TrainingRows { get; init; }

    /// <summary>The Newton steps, of all classes together.</summary>
    public required int Iterations { get; init; }

    /// <summary>The mean cross-entropy of the training rows, without the penalty; with several classes the mean of one class
    /// against the others.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>The seconds from the start of the fit to its end, the reading of the rows among them.</summary>
    public required double TotalSeconds { get; init; }

    /// <summary>What is wrong with the fit, and what to try. Empty where nothing was found.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(NgramTrainingSummary), PrintMembers);
}
