namespace MlNet.Sequences;

/// <summary>What tells the data of one fit from those of another.</summary>
/// <param name="Input">What the sequences are made of.</param>
/// <param name="TrainingRows">The rows that are trained on.</param>
/// <param name="ValidationRows">The rows that are measured on.</param>
/// <param name="Sha256">The digest of all rows that are used, in their order, and of what their tokens stand for.</param>
internal sealed record DataSummary(string Input, long TrainingRows, long ValidationRows, string Sha256);
