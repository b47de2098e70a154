using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// A cursor over the records of a file. It holds one record, owns the reader, and has ended once reading fails.
/// </summary>
/// <param name="schema">The view's columns.</param>
/// <param name="reader">The reader, before the first record.</param>
/// <param name="active">The columns that are asked for.</param>
/// <param name="getters">Makes the getter of a column, by its index, over the current record.</param>
internal sealed class FileCursor<TReader>(
    DataViewSchema schema, TReader reader, bool[] active, Func<int, Func<TReader>, Delegate> getters) : DataViewRowCursor
    where TReader : IFileReader
{
    private long _position = -1;
    private bool _ended;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => 0;

    public override bool MoveNext()
    {
        if (_ended)
            return false;
        long next = _position + 1;
        (_ended, _position) = (true, -1); // a cursor that fails has ended
        _ended = !reader.Read();
        if (!_ended)
            _position = next;
        return !_ended;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => MappedColumns.IsActive(Schema, active, column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        MappedColumns.CheckActive(Schema, active, column);
        return MappedColumns.AsGetter<TValue>(getters(column.Index, Current), column);
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId id) => id = Current() is null ? default : new DataViewRowId((ulong)_position, 0);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            (_ended, _position) = (true, -1);
            reader.Dispose();
        }

        base.Dispose(disposing);
    }

    private TReader Current() => _position >= 0 ? reader : throw MappedColumns.AtNoRow();
}
