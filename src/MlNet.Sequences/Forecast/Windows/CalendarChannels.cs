namespace MlNet.Sequences;

/// <summary>Channels that are made of the dates of the steps.</summary>
/// <param name="features">Which of them.</param>
internal sealed class CalendarChannels(CalendarFeatures features)
{
    private static readonly CalendarFeatures[] All =
        [.. Enum.GetValues<CalendarFeatures>().Where(feature => feature != CalendarFeatures.None)];

    /// <summary>The number of channels.</summary>
    internal int Width => 2 * All.Count(feature => features.HasFlag(feature));

    /// <summary>Writes the channels of a date.</summary>
    /// <param name="time">The date, in ticks.</param>
    /// <param name="channels">Receives <see cref="Width"/> numbers.</param>
    internal void Write(long time, Span<float> channels)
    {
        var date = new DateTime(time);
        int next = 0;
        foreach (var feature in All)
        {
            if (!features.HasFlag(feature))
                continue;
            var (sine, cosine) = Math.SinCos(Math.Tau * FractionOf(feature, date));
            (channels[next], channels[next + 1], next) = ((float)sine, (float)cosine, next + 2);
        }
    }

    /// <summary>The series with the channels inserted.</summary>
    /// <param name="set">The series, whose times are dates.</param>
    /// <param name="first">The first of the new channels.</param>
    /// <exception cref="InvalidOperationException">Times are not dates.</exception>
    internal SeriesSet Insert(SeriesSet set, int first)
    {
        if (Width == 0)
            return set;
        if (set.TimeColumn is not { IsDate: true })
            throw OptionMessage.Invalid(
                $"{nameof(ForecastOptions.CalendarFeatures):option} needs dates; the time column " +
                $"'{set.TimeColumn?.Column.Name}' has other values. Set it to None, or name a column of dates.");
        return set.With([.. set.Series.Select(series =>
        {
            int channels = series.Channels + Width;
            float[] values = new float[series.Steps * channels];
            for (int step = 0; step < series.Steps; step++)
            {
                var own = values.AsSpan(step * channels, channels);
                series[step][..first].CopyTo(own);
                Write(set.TimeOf(series, step), own.Slice(first, Width));
                series[step][first..].CopyTo(own[(first + Width)..]);
            }

            return new TimeSeries(series.Name, channels, values, series.FirstTime);
        })]);
    }

    private static double FractionOf(CalendarFeatures feature, DateTime date) => feature switch
    {
        CalendarFeatures.TimeOfDay => date.TimeOfDay.TotalDays,
        CalendarFeatures.TimeOfWeek => ((double)date.DayOfWeek + date.TimeOfDay.TotalDays) / 7,
        CalendarFeatures.DayOfMonth => (date.Day - 1.0) / DateTime.DaysInMonth(date.Year, date.Month),
        _ => (date.DayOfYear - 1.0) / (DateTime.IsLeapYear(date.Year) ? 366 : 365),
    };
}
