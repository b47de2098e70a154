using System.Runtime.InteropServices;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>The numbers of a view's rows, by series and in the order of time, and where in its series each row is.</summary>
internal sealed class OrderedRows
{
    private readonly List<List<float>> _values = [];
    private readonly List<List<int>> _rows = [];
    private readonly List<int> _seriesOfRow = [];
    private readonly List<int> _placeOfRow = [];
    private readonly ScalarColumn? _series;

    private OrderedRows(ScalarColumn? series, int targets) => (_series, Targets) = (series, targets);

    /// <summary>The numbers of a row.</summary>
    internal int Targets { get; }

    internal int NumberOfSeries => _values.Count;

    /// <summary>Reads a view once.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="column">The column of numbers: Single, or a vector of them.</param>
    /// <param name="seriesColumnName">The column that names the series; null for one series.</param>
    /// <param name="timeColumnName">The column to order by; null for the order of the rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">A time is missing, or twice in a series.</exception>
    internal static OrderedRows Read(
        IDataView data, DataViewSchema.Column column, string? seriesColumnName, string? timeColumnName)
    {
        var series = seriesColumnName is null ? null : ScalarColumn.Any(data.Schema, "series", seriesColumnName);
        var time = timeColumnName is null ? null : ScalarColumn.Ordered(data.Schema, "time", timeColumnName);
        var rows = new OrderedRows(series, NumbersOfRow.WidthOf(column));
        rows.Read(data, column, time);
        return rows;
    }

    /// <summary>The series of a row.</summary>
    internal int SeriesOf(long row) => _seriesOfRow[(int)row];

    /// <summary>The number of the row's step in its series, from 0.</summary>
    internal int PlaceOf(long row) => _placeOfRow[(int)row];

    /// <summary>The number of steps of a series.</summary>
    internal int StepsOf(int series) => _rows[series].Count;

    /// <summary>The numbers of a series, <c>[time, targets]</c>.</summary>
    internal ReadOnlySpan<float> ValuesOf(int series) => CollectionsMarshal.AsSpan(_values[series]);

    /// <summary>The name of a series; "" if there is no column with names.</summary>
    internal string NameOf(int series) => _series?.TextAt(series) ?? "";

    private void Read(IDataView data, DataViewSchema.Column column, ScalarColumn? time)
    {
        ScalarColumn[] scalars = [.. ((ScalarColumn?[])[_series, time]).OfType<ScalarColumn>()];
        DataViewSchema.Column[] columns = [.. scalars.Select(scalar => scalar.Column).Append(column)];
        using var cursor = data.GetRowCursor([.. columns.DistinctBy(each => each.Index)]);
        foreach (var scalar in scalars)
            scalar.Bind(cursor);
        var numbers = new NumbersOfRow(cursor, column);
        for (int row = 0; cursor.MoveNext(); row++)
        {
            int series = _series?.IndexOfValue() ?? 0;
            if (series == _values.Count)
            {
                _values.Add([]);
                _rows.Add([]);
            }

            time?.Keep();
            _seriesOfRow.Add(series);
            _placeOfRow.Add(_rows[series].Count);
            _rows[series].Add(row);
            _values[series].AddRange(numbers.Read());
        }

        for (int series = 0; time is not null && series < _rows.Count; series++)
            Arrange(series, time);
    }

    private void Arrange(int series, ScalarColumn time)
    {
        int[] rows = [.. _rows[series]];
        if (time.Sort(rows) is >= 0 and var bad)
            throw new InvalidOperationException(
                $"The times of a series must be known and differ; in '{time.Column.Name}' the series '{NameOf(series)}' has " +
                $"'{time.TextAt(bad)}' in row {bad}, missing or twice. Remove such rows, or join them.");
        var values = new List<float>(_values[series].Count);
        for (int place = 0; place < rows.Length; place++)
            values.AddRange(ValuesOf(series).Slice(_placeOfRow[rows[place]] * Targets, Targets));

        for (int place = 0; place < rows.Length; place++)
            _placeOfRow[rows[place]] = place;
        _values[series] = values;
    }
}
