namespace MlNet.Sequences.Cli;

/// <summary>
/// How well entities are found, those of tags B- and I- with the same name. An entity is right if its tokens and its name are.
/// Property names are the JSON's.
/// </summary>
/// <param name="Precision">The fraction of the found entities that are right; NaN if none is found.</param>
/// <param name="Recall">The fraction of the true entities that are found; NaN if there are none.</param>
/// <param name="F1">Their harmonic mean.</param>
/// <param name="PerName">The same for each name; rows are true entities.</param>
internal sealed record EntityReport(double Precision, double Recall, double F1, IReadOnlyList<ClassReport> PerName);
