using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// The rows of one cursor for several readers, each at its own pace and from any thread. The source is read once; rows are kept
/// until the last reader has passed them.
/// </summary>
internal sealed class SharedRows : IDisposable
{
    // Small chunks at first: a consumer that takes only a few rows should not wait for many.
    private const int FirstRows = 16;
    private const int MostRows = 512;
    private const int MostSize = 65_536;

    private readonly Lock _reading = new();
    private readonly DataViewRowCursor _source;
    private readonly DataViewSchema.Column[] _columns;
    private readonly PassedColumns _mapping;
    private readonly bool[] _active;
    private Chunk? _start = new(null, 0);
    private int _rows = FirstRows;
    private bool _ended;
    private ExceptionDispatchInfo? _failure;

    /// <param name="source">The source, which is disposed with this.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="columns">The columns that readers may read.</param>
    internal SharedRows(DataViewRowCursor source, DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        (_source, _columns, _mapping) = (source, [.. columns], new PassedColumns(schema));
        _active = MappedColumns.ActiveFlags(schema, _columns);
        View = new RowsView(this);
    }

    /// <summary>The rows as a view; each cursor of it is a reader from the first row on.</summary>
    internal IDataView View { get; }

    /// <summary>Lets go of the first row: from now on there are no new readers.</summary>
    internal void Seal() => _start = null;

    /// <summary>Ends the rows for readers that read ahead in threads of their own.</summary>
    internal void Stop()
    {
        lock (_reading)
            _ended = true;
    }

    public void Dispose()
    {
        Stop();
        _source.Dispose();
    }

    private Chunk? After(Chunk chunk)
    {
        lock (_reading)
            return chunk.Next ??= Read(chunk);
    }

    private Chunk? Read(Chunk last)
    {
        _failure?.Throw();
        if (_ended)
            return null;
        var rows = new RowChunk(_mapping, _source, _columns, _active);
        try
        {
            while (!_ended && rows.Count < _rows && rows.Size < MostSize)
            {
                _ended = !_source.MoveNext();
                if (!_ended)
                    rows.Read(_source.Batch);
            }
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e); // thrown to every reader, after the rows that were read
            if (rows.Count == 0)
                throw;
        }

        _rows = Math.Min(MostRows, 2 * _rows);
        return rows.Count == 0 ? null : new Chunk(rows, last.FirstPosition + last.Count);
    }

    private sealed class Chunk(RowChunk? rows, long firstPosition)
    {
        internal RowChunk Rows => rows!;

        internal int Count => rows?.Count ?? 0;

        internal long FirstPosition => firstPosition;

        internal Chunk? Next { get; set; }
    }

    /// <summary>The source's columns as they are.</summary>
    private sealed class PassedColumns(DataViewSchema schema) : RowMapping(schema)
    {
        private protected override IEnumerable<int> Dependencies(int added) => [];

        internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active) => [];
    }

    private sealed class RowsView(SharedRows shared) : IDataView
    {
        public DataViewSchema Schema => shared._mapping.InputSchema;

        public bool CanShuffle => false;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            new Reader(shared, shared._start ?? throw new InvalidOperationException("All readers must begin with the first row."),
                MappedColumns.ActiveFlags(Schema, columnsNeeded));

        public DataViewRowCursor[] GetRowCursorSet(
            IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }

    private sealed class Reader(SharedRows shared, Chunk start, bool[] active) : DataViewRowCursor
    {
        private Chunk? _chunk = start; // null at the end
        private int _slot = -1;

        public override DataViewSchema Schema => shared._mapping.InputSchema;

        public override long Position => _slot >= 0 ? _chunk!.FirstPosition + _slot : -1;

        public override long Batch => _slot >= 0 ? _chunk!.Rows.BatchOf(_slot) : 0;

        public override bool MoveNext()
        {
            if (_chunk is null)
                return false;
            if (++_slot < _chunk.Count)
                return true;
            _slot = -1; // so that a failing reader is at no row
            _chunk = shared.After(_chunk);
            _slot = _chunk is null ? -1 : 0;
            return _chunk is not null;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => Current().Ids.CopyOut(_slot, ref id);

        public override bool IsColumnActive(DataViewSchema.Column column) => MappedColumns.IsActive(Schema, active, column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            MappedColumns.CheckActive(Schema, active, column);
            int index = column.Index;
            ValueGetter<TValue>? getter = Schema[index].Type.RawType == typeof(TValue)
                ? (ref TValue value) => Current().Column<TValue>(index).CopyOut(_slot, ref value)
                : null;
            return MappedColumns.AsGetter<TValue>(getter, column);
        }

        protected override void Dispose(bool disposing)
        {
            (_chunk, _slot) = (null, -1);
            base.Dispose(disposing);
        }

        private RowChunk Current() => _slot >= 0 ? _chunk!.Rows : throw MappedColumns.AtNoRow();
    }
}
