using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The columns of an output row: the input's passed through, the added ones from the mapping's getters.</summary>
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

    internal bool IsActive(DataViewSchema.Column column) => IsActive(Schema, _active, column);

    internal ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        CheckActive(Schema, _active, column);
        int added = _mapping.AddedIndex(column);
        return added < 0
            ? _input.GetGetter<TValue>(_mapping.InputSchema[column.Index])
            : AsGetter<TValue>(_added[added], column);
    }

    /// <summary>Which columns of a schema are requested.</summary>
    /// <exception cref="InvalidOperationException">One of them belongs to another schema.</exception>
    internal static bool[] ActiveFlags(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var flags = new bool[schema.Count];
        foreach (var column in columns)
            flags[IndexIn(schema, column)] = true;
        return flags;
    }

    /// <summary>
    /// The index of a column of a schema, or of one with the same columns, as in views over the same source.
    /// </summary>
    /// <exception cref="InvalidOperationException">The column belongs to another schema.</exception>
    internal static int IndexIn(DataViewSchema schema, DataViewSchema.Column column) =>
        IsIn(schema, column) ? column.Index : throw new InvalidOperationException(
            $"The requested column '{column.Name}' (index {column.Index}) is not part of this view's schema, which has: " +
            $"{string.Join(", ", schema.Where(c => !c.IsHidden).Select(c => c.Name))}. Take columns from the Schema of the " +
            "view, row or mapper itself.");

    internal static bool IsActive(DataViewSchema schema, bool[] active, DataViewSchema.Column column) =>
        IsIn(schema, column) && active[column.Index];

    internal static void CheckActive(DataViewSchema schema, bool[] active, DataViewSchema.Column column)
    {
        if (!active[IndexIn(schema, column)])
            throw new ArgumentOutOfRangeException(
                nameof(column),
                $"Column '{column.Name}' is not active in this cursor: request it when you get the cursor.");
    }

    internal static ValueGetter<TValue> AsGetter<TValue>(Delegate? getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue> ?? throw new InvalidOperationException(
            $"Column '{column.Name}' holds values of type {column.Type}, not {typeof(TValue)}.");

    /// <summary>Thrown by getters of a cursor that is before its first row, after its last, or disposed.</summary>
    internal static InvalidOperationException AtNoRow() => new(
        "The cursor is at no row: call MoveNext, and read values only while it returns true.");

    // ML.NET's own wrappers pass columns of an equal schema, such as another file's, with the same name and index.
    private static bool IsIn(DataViewSchema schema, DataViewSchema.Column column) =>
        (uint)column.Index < (uint)schema.Count && schema[column.Index].Name == column.Name;
}
