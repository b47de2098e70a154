namespace MlNet.Sequences;

/// <summary>
/// How far held-out outcomes lie outside of forecast bounds, by slot (a step ahead and target), from which bounds are calibrated.
/// </summary>
/// <remarks>
/// Conformalized quantile regression (Romano, Patterson and Candès 2019). If both bounds are the forecast itself, it is split
/// conformal prediction by absolute residuals (Lei et al. 2018). The outcomes must not have been trained on. If held-out and new
/// forecasts are exchangeable, a new outcome lies within calibrated bounds with at least the level's probability, and at most
/// 1 / (number of scores + 1) more.
/// </remarks>
/// <param name="slots">The steps ahead, times targets.</param>
internal sealed class ConformalScores(int slots)
{
    private readonly List<float>[] _below = Lists(slots), _above = Lists(slots);

    /// <summary>Adds a held-out forecast.</summary>
    /// <param name="lower">The lower bound of each slot, or the forecast.</param>
    /// <param name="upper">The upper bound of each slot, or the forecast.</param>
    /// <param name="outcomes">What happened; NaN is left out.</param>
    internal void Add(ReadOnlySpan<float> lower, ReadOnlySpan<float> upper, ReadOnlySpan<float> outcomes)
    {
        for (int slot = 0; slot < slots; slot++)
        {
            if (float.IsNaN(outcomes[slot] - lower[slot]) || float.IsNaN(outcomes[slot] - upper[slot]))
                continue;
            _below[slot].Add(lower[slot] - outcomes[slot]);
            _above[slot].Add(outcomes[slot] - upper[slot]);
        }
    }

    /// <summary>
    /// What both bounds are widened by, alike, so that outcomes lie between them with a probability; below 0 narrows them.
    /// </summary>
    /// <param name="level">The probability, above 0 and below 1.</param>
    internal ConformalOffsets Symmetric(double level)
    {
        float[] offsets = new float[slots];
        for (int slot = 0; slot < slots; slot++)
        {
            float[] scores = [.. _below[slot].Zip(_above[slot], MathF.Max)];
            offsets[slot] = QuantileOf(scores, level);
        }

        return new(level, offsets, offsets);
    }

    /// <summary>
    /// What each bound is widened by, so that outcomes lie below the lower one and above the upper one with half of the
    /// remaining probability each.
    /// </summary>
    /// <param name="level">The probability, above 0 and below 1.</param>
    internal ConformalOffsets Asymmetric(double level)
    {
        double tail = (1 + level) / 2;
        return new(
            level, Array.ConvertAll(_below, scores => QuantileOf([.. scores], tail)),
            Array.ConvertAll(_above, scores => QuantileOf([.. scores], tail)));
    }

    /// <summary>
    /// The smallest score that at least a fraction of the scores and of a new one don't exceed; sorts the scores.
    /// </summary>
    /// <returns>Infinity if there are too few scores to tell.</returns>
    internal static float QuantileOf(float[] scores, double level)
    {
        // 1e-9, because 100 times 0.95 may be a little above 95.
        int rank = (int)Math.Ceiling(((scores.Length + 1) * level) - 1e-9);
        if (rank > scores.Length)
            return float.PositiveInfinity;
        Array.Sort(scores);
        return scores[Math.Max(0, rank - 1)];
    }

    private static List<float>[] Lists(int count) => [.. Enumerable.Range(0, count).Select(_ => new List<float>())];
}
