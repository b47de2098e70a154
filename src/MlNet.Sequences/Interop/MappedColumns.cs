using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The columns of an output row: those of the input passed through, the added ones from the mapping's getters.</summary>
internal sealed class MappedColumns
{
    private readonly RowMapping _mapping;
    private readonly DataViewRow _input;
    private readonly bool[] _active;
    private readonly Delegate?[] _added;

    internal MappedColumns(RowMapping mapping, DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        _mapping = mapping;
        _input = input;
        _active = ActiveFlags(mapping.OutputSchema, activeColumns);
        _added = mapping.CreateGetters(input, _active[mapping.InputSchema.Count..]);
    }

    internal DataViewSchema Schema => _mapping.OutputSchema;

    internal bool IsActive(DataViewSchema.Column column) => IsActive(_active, column);

    internal ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        CheckActive(_active, column);
        int added = _mapping.AddedIndex(column);
        return added < 0
            ? _input.GetGetter<TValue>(_mapping.InputSchema[column.Index])
            : AsGetter<TValue>(_added[added], column);
    }

    internal static bool[] ActiveFlags(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        var flags = new bool[schema.Count];
        foreach (var column in columns)
            flags[column.Index] = true;
        return flags;
    }

    internal static bool IsActive(bool[] active, DataViewSchema.Column column) =>
        (uint)column.Index < (uint)active.Length && active[column.Index];

    internal static void CheckActive(bool[] active, DataViewSchema.Column column)
    {
        if (!IsActive(active, column))
            throw new ArgumentOutOfRangeException(
                nameof(column), $"Column '{column.Name}' is not active in this cursor: name it in the columns that the cursor is asked for.");
    }

    internal static ValueGetter<TValue> AsGetter<TValue>(Delegate? getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' holds values of type {column.Type}, not {typeof(TValue)}.");

    /// <summary>What a getter throws whose cursor is before its first row, behind its last, or disposed.</summary>
    internal static InvalidOperationException AtNoRow() => new(
        "The cursor is at no row: call MoveNext, and read values only while it returns true.");
}
