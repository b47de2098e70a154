using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The columns that transformers add, determined without an input schema.</summary>
internal static class AddedColumns
{
    /// <summary>The names of the columns; null if they can't be determined for this kind of transformer.</summary>
    internal static IReadOnlyList<string>? Of(ITransformer transformer) =>
        transformer is OneToOneTransformerBase pairs ? [.. pairs.ColumnPairs.Select(pair => pair.outputColumnName)] : null;
}
