using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The rows of a table as texts, read from the file by each cursor, which keeps one row in memory.</summary>
internal sealed class TableView : IDataView, ISourcedView
{
    private readonly Func<ITableReader> _open;
    private readonly int _columns;

    /// <summary>Reads the header.</summary>
    /// <param name="open">Opens the file.</param>
    /// <param name="lineColumnName">The name of the column of lines, or null.</param>
    internal TableView(Func<ITableReader> open, string? lineColumnName)
    {
        _open = open;
        using var reader = open();
        _columns = reader.Header.Count;
        var schema = new DataViewSchema.Builder();
        for (int i = 0; i < _columns; i++)
            schema.AddColumn(NameOf(reader.Header[i].Trim(), i), TextDataViewType.Instance);
        if (lineColumnName is not null)
            schema.AddColumn(lineColumnName, NumberDataViewType.Int64);
        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public ViewSource? Source { get; init; }

    public bool CanShuffle => false;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, _open(), MappedColumns.ActiveFlags(Schema, columnsNeeded));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    // ML.NET's columns must have names: pandas writes tables that begin with a column without one.
    private static string NameOf(string name, int place) =>
        name.Length > 0 ? name : string.Create(CultureInfo.InvariantCulture, $"Column{place + 1}");

    private sealed class Cursor(TableView view, ITableReader reader, bool[] active) : DataViewRowCursor
    {
        private long _position = -1;
        private bool _ended;

        public override DataViewSchema Schema => view.Schema;

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
            int index = column.Index;
            return MappedColumns.AsGetter<TValue>(
                index < view._columns
                    ? (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> text) => text = Current().GetField(index)
                        .AsMemory())
                    : (ValueGetter<long>)((ref long line) => line = Current().Line),
                column);
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = Current() is null ? default : new DataViewRowId((ulong)_position, 0);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                _position = -1;
                _ended = true;
                reader.Dispose();
            }

            base.Dispose(disposing);
        }

        private ITableReader Current() => _position >= 0 ? reader : throw MappedColumns.AtNoRow();
    }
}
