using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>Rows with the two columns that a model is fitted to or measured on, and how many there are.</summary>
internal sealed record MappedRows(IDataView View, long Count);
