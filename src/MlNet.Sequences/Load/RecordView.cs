using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A data view over records that can be reached by their index. ML.NET's own view of a list gives one cursor however many are
/// asked for; this one splits the rows over as many as the caller has threads, and shuffles.
/// </summary>
internal sealed class RecordView<TRecord> : IDataView, ISourcedView
{
    private readonly Lock _reading = new();
    private readonly Func<IReadOnlyList<TRecord>> _read;
    private readonly IReadOnlyList<RecordColumn<TRecord>> _columns;
    private readonly Func<int> _count;
    private IReadOnlyList<TRecord>? _records;

    /// <param name="columns">The columns, in the schema's order.</param>
    /// <param name="count">How many records <paramref name="read"/> gives.</param>
    /// <param name="read">Gives the records. Called once, when the first cursor is opened, and again only after it threw.</param>
    internal RecordView(IReadOnlyList<RecordColumn<TRecord>> columns, int count, Func<IReadOnlyList<TRecord>> read)
        : this(columns, () => count, read)
    {
    }

    /// <param name="columns">The columns, in the schema's order.</param>
    /// <param name="count">How many records <paramref name="read"/> gives, asked when somebody wants to know.</param>
    /// <param name="read">Gives the records. Called once, when the first cursor is opened, and again only after it threw.</param>
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

    /// <summary>The files that the records are read from, where they are from files.</summary>
    public ViewSource? Source { get; init; }

    public bool CanShuffle => true;

    public long? GetRowCount() => _count();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        GetRowCursorSet(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        bool[] active = MappedColumns.ActiveFlags(Schema, columnsNeeded);
        IReadOnlyList<TRecord> records = Records();

        // One permutation for the whole set: each of its cursors takes other batches of the same shuffled order.
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
