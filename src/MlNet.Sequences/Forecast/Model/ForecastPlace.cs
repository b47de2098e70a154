namespace MlNet.Sequences;

/// <summary>Where a forecast begins: after a step of a series.</summary>
/// <param name="Series">The series.</param>
/// <param name="Step">The last step that is read.</param>
/// <param name="Future">
/// The steps ahead with all channels, of which the known ones count, <c>[horizon, channels]</c>; empty to take them from the
/// series.
/// </param>
internal readonly record struct ForecastPlace(TimeSeries Series, int Step, ReadOnlyMemory<float> Future = default)
{
    /// <summary>What is known of the steps ahead, <c>[horizon, channels]</c>; empty if nothing needs to be.</summary>
    /// <returns>Whether everything that should be known is.</returns>
    internal bool TryKnown(ForecastArchitecture network, out ReadOnlyMemory<float> known)
    {
        known = default;
        if (network.KnownNumbers == 0)
            return true;
        int channels = network.Channels, start = (Step + 1) * channels, length = network.Horizon * channels;
        known = Future;
        if (known.Length == 0)
        {
            if (start + length > Series.Values.Length)
                return false;
            known = Series.Memory.Slice(start, length);
        }

        for (int at = network.Targets + network.PastNumbers; at < known.Length; at += channels)
        {
            if (known.Span.Slice(at, network.KnownNumbers).Contains(float.NaN))
                return false;
        }

        return true;
    }
}
