using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// Reads the rows of a view, one for each time step, into series in memory. The rows of a series may lie anywhere; they are
/// ordered by time.
/// </summary>
internal sealed class SeriesReader
{
    private readonly SeriesColumns _columns;
    private readonly ScalarColumn? _name;
    private readonly TimeColumn? _time;
    private readonly DataViewSchema.Column[] _numbers;
    private readonly SeriesChannels[] _channels;
    private readonly int _width;
    private readonly List<SeriesRows> _series = [];

    private SeriesReader(DataViewSchema schema, SeriesColumns columns)
    {
        _columns = columns;
        _name = columns.Series is { } series ? ScalarColumn.Any(schema, "series", series) : null;
        _time = columns.Time is { } time ? TimeColumn.Of(schema, time) : null;
        _numbers = [.. columns.Numbers.Select(each => NumberColumn.Find(schema, each.Role, each.Name, each.AcceptsKeys))];
        _channels = new SeriesChannels[_numbers.Length];
        for (int i = 0; i < _channels.Length; i++)
        {
            _channels[i] = new(_numbers[i].Name, _width, NumberColumn.WidthOf(_numbers[i]));
            _width += _channels[i].Width;
        }
    }

    /// <summary>Reads the series.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="columns">Their columns.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// Times are missing, irregular or twice, or there are too many numbers.
    /// </exception>
    internal static SeriesSet Read(IDataView input, SeriesColumns columns, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new SeriesReader(input.Schema, columns).ReadAll(input, cancellationToken);
    }

    private SeriesSet ReadAll(IDataView input, CancellationToken cancellationToken)
    {
        long rows = ReadRows(input, cancellationToken);
        foreach (var series in _series)
            series.Order();
        var times = new SeriesTimes(_columns, _name is null ? null : _columns.Series, _time);
        var step = times.FindStep(_series);
        int[]? seriesOfRow = _series.Count > 1 ? new int[rows] : null;
        // Without times, the rows of the only series are its steps.
        int[]? stepOfRow = _series.Count > 1 || _time is not null ? new int[rows] : null;
        var whole = new TimeSeries[_series.Count];
        long values = 0;
        for (int i = 0; i < whole.Length; i++)
        {
            var series = _series[i];
            int[]? steps = times.StepsOf(series, step);
            int count = steps is null ? series.Count : steps.Length == 0 ? 0 : steps[^1] + 1;
            CheckSize(values += (long)count * _width, series.Name, () => "with the steps that are filled in");
            whole[i] = series.ToSeries(steps, count);
            if (stepOfRow is null)
                continue;
            for (int at = 0; at < series.Count; at++)
            {
                stepOfRow[series.RowAt(at)] = steps is null ? at : steps[at];
                if (seriesOfRow is not null)
                    seriesOfRow[series.RowAt(at)] = i;
            }
        }

        return new(whole, _channels, _time is null ? new(1) : step, rows, seriesOfRow, stepOfRow)
        {
            NameColumn = _name,
            TimeColumn = _time,
        };
    }

    private long ReadRows(IDataView input, CancellationToken cancellationToken)
    {
        DataViewSchema.Column?[] scalars = [_name?.Column, _time?.Column];
        using var cursor = input.GetRowCursor([.. scalars.OfType<DataViewSchema.Column>().Concat(_numbers).Distinct()]);
        _name?.Bind(cursor);
        _time?.Bind(cursor);
        NumberColumn[] numbers = [.. _numbers.Select(column => NumberColumn.Create(cursor, column))];
        long values = 0;
        int row = 0;
        for (; cursor.MoveNext(); row++)
        {
            if ((row & 0xFFFF) == 0)
                cancellationToken.ThrowIfCancellationRequested();
            values += _width;
            if (values > _columns.MaximumNumberOfValues)
                CheckSize(values, "", () => $"in row {row}");
            var series = Find();
            var step = series.Add(row);
            int next = 0;
            foreach (var column in numbers)
            {
                column.Read(step.Slice(next, column.Width));
                next += column.Width;
            }

            if (_time is not null)
                series.AddTime(_time.Read() ?? throw new InvalidOperationException(
                    $"The time of a row must be known and whole; in '{_time.Column.Name}' {Of(series.Name)}has none in row " +
                    $"{row}. Remove the row, or count the time in smaller units."));
        }

        return row;
    }

    private SeriesRows Find()
    {
        int index = _name?.IndexOfValue() ?? 0;
        if (index == _series.Count)
            _series.Add(new(_name?.NameAt(index) ?? "", _width, hasTimes: _time is not null));
        return _series[index];
    }

    private void CheckSize(long values, string series, Func<string> where)
    {
        if (values > _columns.MaximumNumberOfValues)
            throw OptionMessage.Invalid(
                $"The series have more numbers than {nameof(CollectSequencesOptions.MaximumNumberOfValues):option} " +
                $"({_columns.MaximumNumberOfValues}): {Of(series)}{values} {where()}. Raise it, if there is memory for them, " +
                $"or read fewer columns or rows.");
    }

    private static string Of(string series) => series.Length == 0 ? "" : $"the series '{series}' ";
}
