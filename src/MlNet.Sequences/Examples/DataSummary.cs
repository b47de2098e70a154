namespace MlNet.Sequences;

/// <summary>What distinguishes the data of one fit from another's.</summary>
/// <param name="Input">The kind of sequences.</param>
/// <param name="TrainingRows">The labeled rows that are trained on.</param>
/// <param name="ValidationRows">The rows to validate with.</param>
/// <param name="Sha256">The digest of all labeled rows used, in order, and of their vocabulary.</param>
internal sealed record DataSummary(string Input, long TrainingRows, long ValidationRows, string Sha256)
{
    /// <summary>The rows without labels; null if there are none.</summary>
    public long? UnlabeledRows { get; init; }

    /// <summary>The digest of the rows without labels, in order; null if there are none.</summary>
    public string? UnlabeledSha256 { get; init; }
}
