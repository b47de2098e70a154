namespace MlNet.Sequences;

/// <summary>The mean and the standard deviation of numbers, by which they are scaled.</summary>
/// <param name="Means">The mean of each; 0 if it has no values.</param>
/// <param name="Deviations">The standard deviation of each; 1 if its values don't differ.</param>
internal sealed record SeriesScale(float[] Means, float[] Deviations)
{
    /// <summary>Leaves numbers as they are.</summary>
    internal static SeriesScale Identity(int count) => new(new float[count], [.. Enumerable.Repeat(1f, count)]);

    /// <summary>The scale of some channels; missing values don't count.</summary>
    /// <param name="values"><c>[steps, channels]</c>, in one part or several.</param>
    /// <param name="channels">The numbers of a step.</param>
    /// <param name="first">The first channel to scale.</param>
    /// <param name="count">The number of channels to scale.</param>
    internal static SeriesScale Of(IReadOnlyList<ReadOnlyMemory<float>> values, int channels, int first, int count)
    {
        double[] means = Averages((value, _) => value);
        double[] squares = Averages((value, channel) => (value - means[channel]) * (value - means[channel]));
        // A channel of equal values has a deviation of rounding at most.
        return new(
            Array.ConvertAll(means, mean => (float)mean),
            [.. squares.Select((square, i) => Math.Sqrt(square) is var deviation && deviation > Math.Abs(means[i]) * 1e-7
                ? (float)deviation
                : 1f)]);

        double[] Averages(Func<double, int, double> of)
        {
            double[] sums = new double[count];
            long[] counts = new long[count];
            foreach (var part in values)
            {
                var span = part.Span;
                for (int at = first; at + count <= span.Length; at += channels)
                {
                    for (int i = 0; i < count; i++)
                    {
                        if (float.IsNaN(span[at + i]))
                            continue;
                        sums[i] += of(span[at + i], i);
                        counts[i]++;
                    }
                }
            }

            return [.. sums.Select((sum, i) => sum / Math.Max(1, counts[i]))];
        }
    }

    /// <summary>Whether it scales so many numbers, all by finite ones.</summary>
    internal bool IsOf(int count) => Means.Length == count && Deviations.Length == count
        && Means.All(float.IsFinite) && Deviations.All(deviation => float.IsFinite(deviation) && deviation > 0);

    /// <summary>Scales the numbers of a step.</summary>
    internal void Apply(ReadOnlySpan<float> step, Span<float> scaled)
    {
        for (int i = 0; i < Means.Length; i++)
            scaled[i] = (step[i] - Means[i]) / Deviations[i];
    }

    /// <summary>The number that scaling makes this one of.</summary>
    internal float Undo(float scaled, int channel) => (scaled * Deviations[channel]) + Means[channel];
}
