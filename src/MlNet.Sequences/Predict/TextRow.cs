using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>A row with one text, which is replaced by the next one.</summary>
internal sealed class TextRow(DataViewSchema schema) : DataViewRow
{
    private string _text = "";
    private long _position = -1;

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => 0;

    /// <summary>Makes it the next row, as columns that are computed once for each row see it.</summary>
    internal void MoveTo(string text) => (_text, _position) = (text, _position + 1);

    /// <summary>Lets go of the text.</summary>
    internal void Clear() => _text = "";

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        MappedColumns.AsGetter<TValue>(
            (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> text) => text = _text.AsMemory()), column);

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);
}
