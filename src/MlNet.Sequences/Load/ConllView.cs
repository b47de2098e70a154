using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Sentences as vectors of texts, tokens and tags, read from the file by each cursor, which holds one sentence.
/// </summary>
internal sealed class ConllView : IDataView, ISourcedView
{
    private readonly Func<ConllReader> _open;

    /// <param name="open">Opens the file.</param>
    /// <param name="options">The names of the columns.</param>
    internal ConllView(Func<ConllReader> open, ConllOptions options)
    {
        _open = open;
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(options.TokenColumnName, new VectorDataViewType(TextDataViewType.Instance));
        schema.AddColumn(options.TagColumnName, new VectorDataViewType(TextDataViewType.Instance));
        if (options.LineColumnName is { } line)
            schema.AddColumn(line, NumberDataViewType.Int64);
        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public ViewSource? Source { get; init; }

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(Schema, _open(), MappedColumns.ActiveFlags(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(DataViewSchema schema, ConllReader reader, bool[] active) : DataViewRowCursor
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
            return MappedColumns.AsGetter<TValue>(
                column.Index switch
                {
                    0 => Texts(sentence => sentence.Tokens),
                    1 => Texts(sentence => sentence.Tags),
                    _ => (ValueGetter<long>)((ref long line) => line = Current().Line),
                },
                column);
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

        private ConllReader Current() => _position >= 0 ? reader : throw MappedColumns.AtNoRow();

        private ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts(Func<ConllReader, IReadOnlyList<string>> of) =>
            (ref VBuffer<ReadOnlyMemory<char>> texts) =>
            {
                var own = of(Current());
                var editor = VBufferEditor.Create(ref texts, own.Count);
                for (int i = 0; i < own.Count; i++)
                    editor.Values[i] = own[i].AsMemory();
                texts = editor.Commit();
            };
    }
}
