using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Reads rows ahead, adds the columns of a mapping on several threads, and returns the rows in order: this uses every core for a
/// source that has only one cursor. Only the thread that moves the cursor reads the source.
/// </summary>
internal sealed class MappedAheadCursor : DataViewRowCursor
{
    // Small chunks at first: a consumer that takes only a few rows should not wait for many.
    private const int FirstRows = 16;
    private const int MostRows = 1024;
    private const int MostSize = 65_536;

    private readonly DataViewRowCursor _input;
    private readonly RowMapping _mapping;
    private readonly bool[] _active;
    private readonly OrderedPipeline<RowChunk> _pipeline;
    private RowChunk? _chunk;
    private int _slot;
    private int _rows = FirstRows;
    private long _rowsBefore;
    private long _position = -1;
    private bool _inputEnded;
    private ExceptionDispatchInfo? _inputFailure;

    internal MappedAheadCursor(DataViewRowCursor input, RowMapping mapping, DataViewSchema.Column[] activeColumns, int threads)
    {
        (_input, _mapping) = (input, mapping);
        _active = MappedColumns.ActiveFlags(mapping.OutputSchema, activeColumns);
        DataViewSchema.Column[] read = [.. mapping.InputColumnsFor(activeColumns)];
        _pipeline = new(threads, () => new RowChunk(mapping, input, read, _active), Fill, chunk => chunk.Map());
    }

    public override DataViewSchema Schema => _mapping.OutputSchema;

    public override long Position => _position;

    public override long Batch => _chunk?.BatchOf(_slot) ?? 0;

    public override bool MoveNext()
    {
        if (_chunk is null || ++_slot == _chunk.Count)
        {
            _chunk = null; // so that a failing cursor is at no row
            (_chunk, _slot) = (_pipeline.Next(), 0);
        }

        _position = _chunk is null ? -1 : _rowsBefore++;
        return _chunk is not null;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => Current().Ids.CopyOut(_slot, ref id);

    public override bool IsColumnActive(DataViewSchema.Column column) => MappedColumns.IsActive(Schema, _active, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        MappedColumns.CheckActive(Schema, _active, column);
        int index = column.Index;
        ValueGetter<TValue>? getter = _mapping.OutputSchema[index].Type.RawType == typeof(TValue)
            ? (ref TValue value) => Current().Column<TValue>(index).CopyOut(_slot, ref value)
            : null;
        return MappedColumns.AsGetter<TValue>(getter, column);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pipeline.Dispose();
            _chunk = null;
            _position = -1;
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Fill(RowChunk chunk)
    {
        chunk.Clear();
        _inputFailure?.Throw();
        try
        {
            while (!_inputEnded && chunk.Count < _rows && chunk.Size < MostSize)
            {
                _inputEnded = !_input.MoveNext();
                if (!_inputEnded)
                    chunk.Read(_input.Batch);
            }
        }
        catch (Exception e) when (chunk.Count > 0)
        {
            _inputFailure = ExceptionDispatchInfo.Capture(e); // thrown after the rows that were read
        }

        _rows = Math.Min(MostRows, 2 * _rows);
        return chunk.Count > 0;
    }

    private RowChunk Current() => _chunk ?? throw MappedColumns.AtNoRow();
}
