namespace MlNet.Sequences;

/// <summary>Where a forecast begins: after a step of a series.</summary>
/// <param name="Series">The series.</param>
/// <param name="Step">The last step that is read.</param>
/// <param name="Future">
/// What the columns tell of the steps after the series' end, <c>[steps, known numbers of columns]</c>; empty for nothing.
/// </param>
internal readonly record struct ForecastPlace(TimeSeries Series, int Step, ReadOnlyMemory<float> Future = default)
{
    /// <summary>What is known of the steps ahead.</summary>
    /// <param name="network">Which channels are to be known.</param>
    /// <param name="set">The series, which has the times of steps.</param>
    /// <param name="calendar">What is known by the date alone: the last of the known channels.</param>
    /// <param name="known">
    /// The steps ahead, of which the known channels count, <c>[horizon, channels]</c>; empty if none is to be known.
    /// </param>
    /// <returns>Whether everything that is to be known is.</returns>
    internal bool TryKnown(ForecastArchitecture network, SeriesSet set, CalendarChannels calendar, out float[] known)
    {
        known = [];
        if (network.KnownNumbers == 0)
            return true;
        int channels = network.Channels, first = network.Targets + network.PastNumbers;
        int given = network.KnownNumbers - calendar.Width;
        known = new float[network.Horizon * channels];
        for (int ahead = 0; ahead < network.Horizon; ahead++)
        {
            int step = Step + 1 + ahead, after = (step - Series.Steps) * given;
            var own = known.AsSpan((ahead * channels) + first, network.KnownNumbers);
            if (step < Series.Steps)
                Series[step].Slice(first, given).CopyTo(own);
            else if (after + given <= Future.Length)
                Future.Span.Slice(after, given).CopyTo(own);
            else
                return false;
            if (own[..given].Contains(float.NaN))
                return false;
            if (calendar.Width > 0)
                calendar.Write(set.TimeOf(Series, step), own[given..]);
        }

        return true;
    }
}
