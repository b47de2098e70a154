namespace MlNet.Sequences;

/// <summary>The rows of one series as they are read, before they are ordered by time.</summary>
/// <param name="name">The series' name.</param>
/// <param name="channels">The numbers of a row.</param>
/// <param name="hasTimes">Whether rows have times.</param>
internal sealed class SeriesRows(string name, int channels, bool hasTimes)
{
    private const int LeastRows = 64;

    private float[] _values = [];
    private int[] _rows = [];
    private long[] _times = [];
    private int[]? _order; // of the rows by time; null if they are in order

    internal string Name => name;

    internal int Count { get; private set; }

    /// <summary>The times in order; empty if rows have none.</summary>
    internal ReadOnlyMemory<long> Times => _times.AsMemory(0, hasTimes ? Count : 0);

    /// <summary>The row of the view at a place in the order of times.</summary>
    internal int RowAt(int place) => _rows[_order is null ? place : _order[place]];

    /// <summary>Adds a row, and returns where its numbers are to be written.</summary>
    internal Span<float> Add(int row)
    {
        if (Count == _rows.Length)
            Grow();
        _rows[Count] = row;
        return _values.AsSpan(Count++ * channels, channels);
    }

    /// <summary>Sets the time of the row that was added.</summary>
    internal void AddTime(long time) => _times[Count - 1] = time;

    /// <summary>Orders the rows by time, those of the same time as they lie in the view.</summary>
    internal void Order()
    {
        var times = _times.AsSpan(0, hasTimes ? Count : 0);
        for (int i = 1; i < times.Length; i++)
        {
            if (times[i] >= times[i - 1])
                continue;
            _order = new int[Count];
            for (int place = 0; place < Count; place++)
                _order[place] = place;
            long[] unordered = _times;
            Array.Sort(_order, (a, b) => (unordered[a], a).CompareTo((unordered[b], b)));
            _times = Array.ConvertAll(_order, place => unordered[place]);
            return;
        }
    }

    /// <summary>The series with each row at its step; steps without a row are NaN.</summary>
    /// <param name="steps">The step of each row in order; null if they are consecutive.</param>
    /// <param name="count">The number of steps.</param>
    internal TimeSeries ToSeries(int[]? steps, int count)
    {
        long first = hasTimes && Count > 0 ? _times[0] : 0;
        if (steps is null && _order is null)
            return new(name, channels, _values.AsMemory(0, Count * channels), first);
        var values = new float[count * channels];
        values.AsSpan().Fill(float.NaN);
        for (int place = 0; place < Count; place++)
            _values.AsSpan((_order is null ? place : _order[place]) * channels, channels)
                .CopyTo(values.AsSpan((steps is null ? place : steps[place]) * channels));
        return new(name, channels, values, first);
    }

    private void Grow()
    {
        int rows = (int)Math.Min(Array.MaxLength / Math.Max(1, channels), Math.Max(LeastRows, 2L * Count));
        if (rows == Count)
            throw new InvalidOperationException(
                $"A series of more than {Count} rows of {channels} numbers does not fit in one array. Read fewer columns or " +
                "rows.");
        Array.Resize(ref _rows, rows);
        Array.Resize(ref _values, rows * channels);
        if (hasTimes)
            Array.Resize(ref _times, rows);
    }
}
