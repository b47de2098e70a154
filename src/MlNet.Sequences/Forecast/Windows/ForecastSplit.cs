namespace MlNet.Sequences;

/// <summary>Which steps of a series are trained on, and which at its end are held out.</summary>
/// <param name="TrainingEnd">The end of the steps to train on.</param>
/// <param name="ValidationStart">The first step to validate with; the series' end if none is held out.</param>
internal readonly record struct ForecastSplit(int TrainingEnd, int ValidationStart)
{
    /// <param name="steps">The steps of the series.</param>
    /// <param name="network">The window and the horizon.</param>
    /// <param name="fraction">The fraction to hold out.</param>
    /// <param name="gap">The steps between what is trained on and what is held out.</param>
    internal static ForecastSplit Of(int steps, ForecastArchitecture network, double fraction, int gap)
    {
        if (fraction == 0)
            return new(steps, steps);
        long start = steps - Math.Max((long)Math.Ceiling(steps * fraction), network.Horizon), end = start - gap;
        return end < (long)network.WindowSize + network.Horizon ? new(steps, steps) : new((int)end, (int)start);
    }
}
