using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Rows whose text is a list of tokens and whose label is a list of tags, with the columns that a tagger reads: the tokens
/// separated by spaces, and the tags as keys.
/// </summary>
internal sealed class TaggedView : IDataView
{
    private readonly IDataView _rows;
    private readonly IReadOnlyDictionary<string, uint> _keys;
    private readonly int _label;

    /// <param name="rows">Rows with the columns of <see cref="OwnColumns"/>.</param>
    /// <param name="tags">The tags, in the order of their keys. A tag that is missing or unknown is a missing key.</param>
    /// <param name="columns">The names of the columns to add; the text is also that of <see cref="OwnColumns.Text"/>.</param>
    internal TaggedView(IDataView rows, IReadOnlyList<string> tags, ColumnNames columns)
    {
        _rows = rows;
        _keys = tags.Index().ToDictionary(tag => tag.Item, tag => (uint)tag.Index + 1);
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(rows.Schema);
        schema.AddColumn(OwnColumns.Text(0), TextDataViewType.Instance);
        schema.AddColumn(columns.Texts[0], TextDataViewType.Instance);
        var names = new DataViewSchema.Annotations.Builder();
        ReadOnlyMemory<char>[] values = [.. tags.Select(tag => tag.AsMemory())];
        names.Add(
            "KeyValues", new VectorDataViewType(TextDataViewType.Instance, values.Length),
            (ref VBuffer<ReadOnlyMemory<char>> value) =>
                new VBuffer<ReadOnlyMemory<char>>(values.Length, values).CopyTo(ref value));
        schema.AddColumn(
            columns.Label, new VectorDataViewType(new KeyDataViewType(typeof(uint), values.Length)), names.ToAnnotations());
        Schema = schema.ToSchema();
        _label = Schema.Count - 1;
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => _rows.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = columnsNeeded.Select(column => column.Index).ToHashSet();
        int own = _rows.Schema.Count;
        var inner = active.Where(index => index < own).Select(index => _rows.Schema[index]).ToList();
        if (active.Any(index => index >= own && index != _label))
            inner.Add(_rows.Schema[OwnColumns.Text(0)]);
        if (active.Contains(_label))
            inner.Add(_rows.Schema[OwnColumns.Label]);
        return new Cursor(this, active, _rows.GetRowCursor(inner.DistinctBy(column => column.Index)));
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(TaggedView view, HashSet<int> active, DataViewRowCursor rows) : DataViewRowCursor
    {
        public override DataViewSchema Schema => view.Schema;

        public override long Position => rows.Position;

        public override long Batch => rows.Batch;

        public override bool MoveNext() => rows.MoveNext();

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (column.Index < view._rows.Schema.Count)
                return rows.GetGetter<TValue>(view._rows.Schema[column.Index]);
            if (!IsColumnActive(column))
                throw new InvalidOperationException($"The column '{column.Name}' was not asked for when the cursor was opened.");
            return (column.Index == view._label ? TagGetter() : TextGetter()) as ValueGetter<TValue>
                ?? throw new InvalidOperationException(
                    $"The column '{column.Name}' is of type {column.Type}; received {typeof(TValue)}.");
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rows.Dispose();
            base.Dispose(disposing);
        }

        private Delegate TextGetter()
        {
            var getText = rows.GetGetter<ReadOnlyMemory<char>>(view._rows.Schema[OwnColumns.Text(0)]);
            return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> text) =>
            {
                getText(ref text);
                text = TokenList.ToText(text.ToString()).AsMemory();
            });
        }

        private Delegate TagGetter()
        {
            var getLabel = rows.GetGetter<ReadOnlyMemory<char>>(view._rows.Schema[OwnColumns.Label]);
            var label = default(ReadOnlyMemory<char>);
            return (ValueGetter<VBuffer<uint>>)((ref VBuffer<uint> keys) =>
            {
                getLabel(ref label);
                string[] tags = TokenList.Of(label.ToString());
                var editor = VBufferEditor.Create(ref keys, tags.Length);
                for (int i = 0; i < tags.Length; i++)
                    editor.Values[i] = view._keys.GetValueOrDefault(tags[i]);
                keys = editor.Commit();
            });
        }
    }
}
