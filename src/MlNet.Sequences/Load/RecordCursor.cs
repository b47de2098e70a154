using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Reads every <c>stride</c>-th batch of the rows of a <see cref="RecordView{TRecord}"/>, so that the cursors of a set divide the
/// rows and <see cref="Batch"/> lets ML.NET restore the order.
/// </summary>
internal sealed class RecordCursor<TRecord>(DataViewSchema schema, IReadOnlyList<RecordColumn<TRecord>> columns,
    IReadOnlyList<TRecord> records, int[]? permutation, bool[] active, int firstBatch, int stride) : DataViewRowCursor
{
    internal const int BatchSize = 64;

    private long _batch = firstBatch;
    private int _offset = -1;
    private long _position = -1;
    private bool _ended;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => _batch;

    public override bool MoveNext()
    {
        if (_ended)
            return false;

        if (++_offset == BatchSize)
        {
            _offset = 0;
            _batch += stride;
        }

        if (_batch * BatchSize + _offset >= records.Count)
        {
            _ended = true;
            _position = -1;
            return false;
        }

        _position++;
        return true;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => MappedColumns.IsActive(schema, active, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        MappedColumns.CheckActive(schema, active, column);
        return MappedColumns.AsGetter<TValue>(columns[column.Index].CreateGetter(() => records[CurrentIndex()]), column);
    }

    // The id is the row's index in the unshuffled order, so all cursors of a view agree on it.
    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId id) => id = new DataViewRowId((ulong)CurrentIndex(), 0);

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        _position = -1;
        base.Dispose(disposing);
    }

    private int CurrentIndex()
    {
        if (_position < 0)
            throw MappedColumns.AtNoRow();
        int row = (int)(_batch * BatchSize) + _offset;
        return permutation is null ? row : permutation[row];
    }
}
