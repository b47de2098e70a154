namespace MlNet.Sequences;

/// <summary>How the weights of an <see cref="EnsembleTransformer"/> were fitted.</summary>
public sealed record EnsembleSummary
{
    /// <summary>The held-out rows that the weights were fitted on; rows without a label or of weight 0 are left out.</summary>
    public required long NumberOfRows { get; init; }

    /// <summary>
    /// The ensemble's loss on these rows: the mean cross-entropy in nats, or, of regression, the mean squared error.
    /// </summary>
    public required double Loss { get; init; }

    /// <summary>The loss of each model alone, in the order of the models.</summary>
    public required IReadOnlyList<double> ModelLosses { get; init; }

    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(EnsembleSummary), PrintMembers);
}
