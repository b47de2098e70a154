namespace MlNet.Sequences.Plots;

/// <summary>The number of values in each of some bins of equal width.</summary>
/// <param name="Low">The start of the first bin.</param>
/// <param name="BinWidth">The width of a bin, above 0.</param>
/// <param name="Counts">The number of values in each bin; the last includes its upper edge.</param>
internal sealed record Histogram(double Low, double BinWidth, IReadOnlyList<long> Counts)
{
    internal long Most => Counts.Max();

    internal double Edge(int bin) => Low + bin * BinWidth;

    /// <param name="values">The values, all of them from <paramref name="low"/> to <paramref name="high"/>.</param>
    /// <param name="low">The lowest value.</param>
    /// <param name="high">The highest value.</param>
    /// <param name="bins">The number of bins.</param>
    internal static Histogram Of(IEnumerable<double> values, double low, double high, int bins)
    {
        // A single value is in the middle.
        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)))
        {
            double room = low == 0 ? 0.5 : Math.Abs(low) / 2;
            (low, high) = (low - room, high + room);
        }

        var counts = new long[bins];
        double width = (high - low) / bins;
        foreach (double value in values)
            counts[Math.Clamp((int)((value - low) / width), 0, bins - 1)]++;
        return new(low, width, counts);
    }

    /// <summary>Integers: each bin covers the same number of distinct ones.</summary>
    internal static Histogram OfWhole(IReadOnlyList<int> values, int mostBins)
    {
        int low = values.Min(), high = values.Max();
        long perBin = ((long)high - low + mostBins) / mostBins;
        var counts = new long[((long)high - low) / perBin + 1];
        foreach (int value in values)
            counts[((long)value - low) / perBin]++;
        return new(low, perBin, counts);
    }
}
