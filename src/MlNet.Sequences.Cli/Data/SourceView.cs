using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Rows read from their source, once for each cursor, with the columns of <see cref="OwnColumns"/>.
/// </summary>
internal sealed class SourceView : IDataView
{
    private readonly IEnumerable<SourceRow> _rows;
    private readonly IReadOnlyList<Func<SourceRow, string>> _texts;
    private readonly int _line;

    /// <param name="texts">The texts of a row.</param>
    /// <param name="kept">The values of a row to pass through.</param>
    /// <param name="rows">The rows.</param>
    internal SourceView(int texts, int kept, IEnumerable<SourceRow> rows)
    {
        (string Name, Func<SourceRow, string> Read)[] columns =
        [
            .. Enumerable.Range(0, texts).Select(i => (OwnColumns.Text(i), (Func<SourceRow, string>)(row => row.Texts[i]))),
            .. Enumerable.Range(0, kept).Select(i => (OwnColumns.Kept(i), (Func<SourceRow, string>)(row => row.Kept[i]))),
            (OwnColumns.Label, row => row.Label),
        ];
        (_rows, _texts, _line) = (rows, [.. columns.Select(column => column.Read)], columns.Length);
        var schema = new DataViewSchema.Builder();
        foreach (var (name, _) in columns)
            schema.AddColumn(name, TextDataViewType.Instance);
        schema.AddColumn(OwnColumns.Line, NumberDataViewType.Int64);
        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, [.. columnsNeeded.Select(column => column.Index)]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(SourceView view, HashSet<int> active) : DataViewRowCursor
    {
        private readonly IEnumerator<SourceRow> _rows = view._rows.GetEnumerator();
        private long _position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            bool hasRow = _rows.MoveNext();
            _position = hasRow ? _position + 1 : -1;
            return hasRow;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!IsColumnActive(column))
                throw new InvalidOperationException($"The column '{column.Name}' was not asked for when the cursor was opened.");
            Delegate getter = column.Index == view._line
                ? (ValueGetter<long>)((ref long line) => line = _rows.Current.Line)
                : TextGetter(view._texts[column.Index]);
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException(
                    $"The column '{column.Name}' is of type {column.Type}; received {typeof(TValue)}.");
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }

        private ValueGetter<ReadOnlyMemory<char>> TextGetter(Func<SourceRow, string> read) =>
            (ref ReadOnlyMemory<char> text) => text = read(_rows.Current).AsMemory();
    }
}
