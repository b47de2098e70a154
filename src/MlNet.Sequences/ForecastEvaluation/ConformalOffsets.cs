namespace MlNet.Sequences;

/// <summary>What bounds are widened by, so that they have a probability. Made by <see cref="ConformalScores"/>.</summary>
/// <param name="Level">The probability that an outcome lies within the bounds.</param>
/// <param name="Lower">What is subtracted from the lower bound of each slot; infinite if there were too few scores.</param>
/// <param name="Upper">What is added to the upper bound of each slot.</param>
internal sealed record ConformalOffsets(double Level, IReadOnlyList<float> Lower, IReadOnlyList<float> Upper)
{
    /// <summary>Widens bounds.</summary>
    /// <param name="lower">The lower bounds, or the forecasts, which are replaced.</param>
    /// <param name="upper">The upper bounds, or the forecasts, which are replaced.</param>
    /// <param name="scale">The unit of the scores in that of the bounds. Default: 1, the same.</param>
    internal void Apply(Span<float> lower, Span<float> upper, float scale = 1)
    {
        for (int slot = 0; slot < lower.Length; slot++)
        {
            (lower[slot], upper[slot]) = (lower[slot] - (scale * Lower[slot]), upper[slot] + (scale * Upper[slot]));
            // Narrowed bounds may cross.
            if (lower[slot] > upper[slot])
                lower[slot] = upper[slot] = (lower[slot] + upper[slot]) / 2;
        }
    }
}
