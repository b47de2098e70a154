namespace MlNet.Sequences;

/// <summary>The series of a view, all with the same channels and the same step of time.</summary>
internal sealed class SeriesSet
{
    private readonly int[]? _seriesOfRow; // null for one series
    private readonly int[]? _stepOfRow; // null if rows are in order, one for each step of the only series

    internal SeriesSet(
        IReadOnlyList<TimeSeries> series, IReadOnlyList<SeriesChannels> columns, TimeStep? step, long rows,
        int[]? seriesOfRow = null, int[]? stepOfRow = null)
    {
        (Series, Columns, Step, Rows, _seriesOfRow, _stepOfRow) = (series, columns, step, rows, seriesOfRow, stepOfRow);
    }

    /// <summary>The series, in the order of their first rows.</summary>
    internal IReadOnlyList<TimeSeries> Series { get; }

    /// <summary>Which channels each column of numbers has.</summary>
    internal IReadOnlyList<SeriesChannels> Columns { get; }

    /// <summary>The numbers of a step.</summary>
    internal int Channels => Series.Count > 0 ? Series[0].Channels : Columns.Sum(column => column.Width);

    /// <summary>The time between two steps; 1 without times; null if no series has two rows.</summary>
    internal TimeStep? Step { get; }

    /// <summary>The rows that were read.</summary>
    internal long Rows { get; }

    /// <summary>The column of the series' names; null if there is one series.</summary>
    internal ScalarColumn? NameColumn { get; init; }

    /// <summary>The column of times; null if there is none.</summary>
    internal TimeColumn? TimeColumn { get; init; }

    /// <summary>The same rows with other numbers at each step.</summary>
    internal SeriesSet With(IReadOnlyList<TimeSeries> series) => new(series, Columns, Step, Rows, _seriesOfRow, _stepOfRow)
    {
        NameColumn = NameColumn,
        TimeColumn = TimeColumn,
    };

    /// <summary>The series of a row of the view, and its step in that.</summary>
    internal (int Series, int Step) PlaceOf(long row) =>
        (_seriesOfRow is null ? 0 : _seriesOfRow[row], _stepOfRow is null ? (int)row : _stepOfRow[row]);

    /// <summary>The time of a step, which may lie before the series or after it; its index without times.</summary>
    internal long TimeOf(TimeSeries series, long step) => (Step ?? new(1)).After(series.FirstTime, step);
}

/// <summary>The channels that a column of numbers has in a series.</summary>
/// <param name="Name">The column.</param>
/// <param name="Start">Its first channel.</param>
/// <param name="Width">Its number of channels.</param>
internal readonly record struct SeriesChannels(string Name, int Start, int Width);
