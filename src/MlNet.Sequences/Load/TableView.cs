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
        new FileCursor<ITableReader>(Schema, _open(), MappedColumns.ActiveFlags(Schema, columnsNeeded), Getter);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    // ML.NET's columns must have names: pandas writes tables that begin with a column without one.
    private static string NameOf(string name, int place) =>
        name.Length > 0 ? name : string.Create(CultureInfo.InvariantCulture, $"Column{place + 1}");

    private Delegate Getter(int column, Func<ITableReader> current) => column < _columns
        ? (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> text) => text = current().GetField(column).AsMemory())
        : (ValueGetter<long>)((ref long line) => line = current().Line);
}
