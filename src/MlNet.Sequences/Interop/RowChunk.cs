using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Rows of an input that one thread reads and another adds a mapping's columns to. A failure in a row is kept and thrown when
/// that value is read, as if it had been computed only then.
/// </summary>
internal sealed class RowChunk
{
    private readonly ColumnWindow?[] _columns; // by the column's index in the output
    private readonly ColumnWindow[] _read;
    private readonly ColumnWindow[] _added;
    private int _mapped; // the slot of the row that columns are added to
    private long[] _batches = [];

    /// <param name="mapping">The mapping that adds columns.</param>
    /// <param name="input">The input to read rows from.</param>
    /// <param name="read">The columns to read from it.</param>
    /// <param name="active">The requested columns of the output.</param>
    internal RowChunk(RowMapping mapping, DataViewRowCursor input, IEnumerable<DataViewSchema.Column> read, bool[] active)
    {
        _columns = new ColumnWindow?[mapping.OutputSchema.Count];
        foreach (var column in read)
            _columns[column.Index] = ColumnWindow.Create(input, column);
        _read = [.. _columns.OfType<ColumnWindow>()];
        Ids = ColumnWindow.Create(input.GetIdGetter());

        var getters = mapping.CreateGetters(new StoredRow(this, mapping.InputSchema), active[mapping.InputSchema.Count..]);
        for (int added = 0; added < getters.Length; added++)
        {
            int index = mapping.InputSchema.Count + added;
            if (getters[added] is { } getter)
                _columns[index] = ColumnWindow.Create(mapping.OutputSchema[index].Type, getter);
        }

        _added = [.. _columns.Skip(mapping.InputSchema.Count).OfType<ColumnWindow>()];
    }

    /// <summary>The number of rows read.</summary>
    internal int Count { get; private set; }

    /// <summary>Their total size: items of vectors, characters of texts, and 1 for any other value.</summary>
    internal long Size { get; private set; }

    internal ColumnWindow<DataViewRowId> Ids { get; }

    internal ColumnWindow<T> Column<T>(int index) => (ColumnWindow<T>)_columns[index]!;

    internal long BatchOf(int slot) => _batches[slot];

    internal void Clear()
    {
        foreach (var window in _read)
            window.Clear();
        foreach (var window in _added)
            window.Clear();
        Ids.Clear();
        (Count, Size) = (0, 0);
    }

    /// <summary>Reads the input's current row.</summary>
    internal void Read(long batch)
    {
        foreach (var window in _read)
            Size += Append(window);
        Append(Ids);
        if (Count == _batches.Length)
            Array.Resize(ref _batches, Math.Max(32, 2 * Count));
        _batches[Count++] = batch;
    }

    /// <summary>Computes the added columns of every row.</summary>
    internal void Map()
    {
        for (_mapped = 0; _mapped < Count; _mapped++)
        {
            foreach (var window in _added)
                Append(window);
        }
    }

    private static int Append(ColumnWindow window)
    {
        try
        {
            return window.Append();
        }
        catch (Exception e)
        {
            window.AppendFailure(ExceptionDispatchInfo.Capture(e));
            return 1;
        }
    }

    /// <summary>The row that columns are added to, as the mapping's input.</summary>
    private sealed class StoredRow(RowChunk chunk, DataViewSchema schema) : DataViewRow
    {
        public override DataViewSchema Schema => schema;

        public override long Position => chunk._mapped;

        public override long Batch => chunk.BatchOf(chunk._mapped);

        public override ValueGetter<DataViewRowId> GetIdGetter() => chunk.Ids.CreateGetter(() => chunk._mapped);

        public override bool IsColumnActive(DataViewSchema.Column column) => chunk._columns[column.Index] is not null;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            MappedColumns.AsGetter<TValue>(chunk._columns[column.Index]?.MakeGetter(() => chunk._mapped), column);
    }
}
