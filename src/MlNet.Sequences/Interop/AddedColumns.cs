using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The columns that transformers add, told without the schema of an input.</summary>
internal static class AddedColumns
{
    /// <summary>The names of the columns; null where the transformer is of a kind that doesn't tell.</summary>
    internal static IReadOnlyList<string>? Of(ITransformer transformer) =>
        transformer is OneToOneTransformerBase pairs ? [.. pairs.ColumnPairs.Select(pair => pair.outputColumnName)] : null;
}
