using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Reads every <c>stride</c>-th batch of a cache's rows, so that the cursors of a set divide them and <see cref="Batch"/>
/// restores the order. In file order a batch is a block of the file, otherwise the same number of rows of the permutation.
/// </summary>
internal sealed class CachedCursor(
    DataViewSchema schema, CacheFile file, IReadOnlyList<int> cachedColumns, bool[] active, int[]? permutation, int firstBatch,
    int stride)
    : DataViewRowCursor
{
    private readonly CachedRow _current = new(file, mapsAll: permutation is not null);
    private long _batch = firstBatch;
    private int _offset = -1;
    private long _position = -1;
    private long _row = -1;
    private bool _ended;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => _batch;

    public override bool MoveNext()
    {
        if (_ended)
            return false;
        _offset++;
        if (_batch < BatchCount(file, permutation) && _offset == RowsInBatch())
        {
            _offset = 0;
            _batch += stride;
        }

        if (_batch >= BatchCount(file, permutation))
        {
            _ended = true;
            _position = -1;
            return false;
        }

        _position++;
        var (block, row) = permutation is null
            ? ((int)_batch, _offset)
            : file.Find(permutation[_batch * CacheWriter.RowsInBlock + _offset]);
        _current.MoveTo(block, row);
        _row = file.FirstRowOf(block) + row;
        return true;
    }

    internal static int BatchCount(CacheFile file, int[]? permutation) =>
        permutation is null ? file.Blocks : (permutation.Length + CacheWriter.RowsInBlock - 1) / CacheWriter.RowsInBlock;

    public override bool IsColumnActive(DataViewSchema.Column column) => MappedColumns.IsActive(schema, active, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        MappedColumns.CheckActive(schema, active, column);
        int cached = cachedColumns[column.Index];
        var getter = MappedColumns.AsGetter<TValue>(
            CellKind.Of(column.Type)!.CreateGetter(_current, cached, column.Type is VectorDataViewType), column);
        return (ref TValue value) =>
        {
            CheckPosition();
            getter(ref value);
        };
    }

    // The row's index in the file, so that all cursors agree on it.
    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
    {
        CheckPosition();
        id = new DataViewRowId((ulong)_row, 0);
    };

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        _position = -1;
        if (disposing)
            _current.Dispose();
        base.Dispose(disposing);
    }

    private int RowsInBatch() => permutation is null
        ? file.RowsIn((int)_batch)
        : (int)Math.Min(CacheWriter.RowsInBlock, permutation.Length - _batch * CacheWriter.RowsInBlock);

    private void CheckPosition()
    {
        if (_position < 0)
            throw MappedColumns.AtNoRow();
    }
}
