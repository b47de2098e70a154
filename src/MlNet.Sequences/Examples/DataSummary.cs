namespace MlNet.Sequences;

/// <summary>What distinguishes the data of one fit from another's.</summary>
/// <param name="Input">The kind of sequences.</param>
/// <param name="TrainingRows">The rows that are trained on.</param>
/// <param name="ValidationRows">The rows to validate with.</param>
/// <param name="Sha256">The digest of all rows used, in order, and of their vocabulary.</param>
internal sealed record DataSummary(string Input, long TrainingRows, long ValidationRows, string Sha256);
