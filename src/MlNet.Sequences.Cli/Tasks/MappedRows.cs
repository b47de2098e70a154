using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>Rows with the columns to fit or measure a model with, and their number.</summary>
internal sealed record MappedRows(IDataView View, long Count);
