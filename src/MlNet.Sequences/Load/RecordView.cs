using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A data view over indexed records. ML.NET's own view of a list returns one cursor, however many are requested; this one divides
/// the rows among as many as the caller has threads, and shuffles.
/// </summary>
internal sealed class RecordView<TRecord> : IDataView, ISourcedView
{
    private readonly Lock _reading = new();
    private readonly Func<IReadOnlyList<TRecord>> _read;
    private readonly IReadOnlyList<RecordColumn<TRecord>> _columns;
    private readonly Func<int> _count;
    private IReadOnlyList<TRecord>? _records;

    /// <param name="columns">The columns, in the schema's order.</param>
    /// <param name="count">The number of records that <paramref name="read"/> returns.</param>
    /// <param name="read">
    /// Returns the records. Called once, when the first cursor is opened, and again only after it threw.
    /// </param>
    internal RecordView(IReadOnlyList<RecordColumn<TRecord>> columns, int count, Func<IReadOnlyList<TRecord>> read)
        : this(columns, () => count, read)
    {
    }

    /// <param name="columns">The columns, in the schema's order.</param>
    /// <param name="count">Returns the number of records of <paramref name="read"/>; called when needed.</param>
    /// <param name="read">
    /// Returns the records. Called once, when the first cursor is opened, and again only after it threw.
    /// </param>
    internal RecordView(IReadOnlyList<RecordColumn<TRecord>> columns, Func<int> count, Func<IReadOnlyList<TRecord>> read)
    {
        _columns = columns;
        _count = count;
        _read = read;

        var schema = new DataViewSchema.Builder();
        foreach (RecordColumn<TRecord> column in columns)
            schema.AddColumn(column.Name, column.Type, column.Annotations);
        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    /// <summary>The files that the records are read from, if any.</summary>
    public ViewSource? Source { get; init; }

    public bool CanShuffle => true;

    public long? GetRowCount() => _count();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = MappedColumns.ActiveFlags(Schema, columnsNeeded);
        IReadOnlyList<TRecord> records = Records();

        // One permutation for the whole set: each of its cursors reads different batches of the same shuffled order.
        int[]? permutation = null;
        if (rand is not null)
        {
            permutation = [.. Enumerable.Range(0, records.Count)];
            rand.Shuffle(permutation);
        }

        int batches = (records.Count + RecordCursor<TRecord>.BatchSize - 1) / RecordCursor<TRecord>.BatchSize;
        int cursors = Math.Max(1, Math.Min(n > 0 ? n : Environment.ProcessorCount, batches));
        var set = new DataViewRowCursor[cursors];
        for (int i = 0; i < cursors; i++)
            set[i] = new RecordCursor<TRecord>(Schema, _columns, records, permutation, active, firstBatch: i, stride: cursors);
        return set;
    }

    private IReadOnlyList<TRecord> Records()
    {
        lock (_reading)
            return _records ??= _read();
    }
}
