using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A transformer bound to an input schema: which columns it adds, which input columns each of them needs, and their getters.
/// Bound once and shared by every cursor; a getter's state is in the getter.
/// </summary>
internal abstract class RowMapping
{
    private readonly int _inputCount;

    private protected RowMapping(DataViewSchema inputSchema, params DataViewSchema.DetachedColumn[] outputs)
    {
        InputSchema = inputSchema;
        _inputCount = inputSchema.Count;

        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputSchema);
        builder.AddColumns(outputs);
        OutputSchema = builder.ToSchema();
    }

    internal DataViewSchema InputSchema { get; }

    /// <summary>The columns of the input, unchanged and at the same indices, followed by the added ones.</summary>
    internal DataViewSchema OutputSchema { get; }

    /// <summary>The number of the added column, from 0, or below 0 for a column of the input.</summary>
    internal int AddedIndex(DataViewSchema.Column column) => column.Index - _inputCount;

    /// <summary>The columns of the input that these columns of the output need.</summary>
    /// <exception cref="InvalidOperationException">One of them belongs to another schema.</exception>
    internal IEnumerable<DataViewSchema.Column> InputColumnsFor(IEnumerable<DataViewSchema.Column> outputColumns)
    {
        var needed = new SortedSet<int>();
        foreach (var column in outputColumns)
        {
            MappedColumns.IndexIn(OutputSchema, column);
            if (AddedIndex(column) < 0)
                needed.Add(column.Index);
            else
                needed.UnionWith(Dependencies(AddedIndex(column)));
        }

        return needed.Select(index => InputSchema[index]);
    }

    /// <summary>The indices of the input columns that an added column is made from.</summary>
    private protected abstract IEnumerable<int> Dependencies(int added);

    /// <summary>Whether a row takes long enough for several threads to pay.</summary>
    internal virtual bool IsCostly => false;

    /// <summary>
    /// The getters of the active added columns over a row, by the number of the column; null for those that are not active.
    /// A getter is used by one thread at a time.
    /// </summary>
    internal abstract Delegate?[] CreateGetters(DataViewRow input, bool[] active);
}
