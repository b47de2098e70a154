namespace MlNet.Sequences;

/// <summary>
/// The error, within a series, of the forecast that repeats the value of one season before: the scale of MASE, RMSSE and MSIS.
/// </summary>
/// <param name="Absolute">The mean absolute error; NaN if no two values are a season apart.</param>
/// <param name="Squared">The mean squared error.</param>
internal readonly record struct SeasonalScale(double Absolute, double Squared)
{
    internal static readonly SeasonalScale None = new(double.NaN, double.NaN);

    /// <summary>Whether errors can be divided by it.</summary>
    internal bool IsUsable => Absolute > 0 && Squared > 0;

    /// <summary>The scale of one target of a series.</summary>
    /// <param name="values">The values, step after step, each with all targets.</param>
    /// <param name="seasonality">The number of steps in a season.</param>
    /// <param name="targets">The number of targets.</param>
    /// <param name="target">The target.</param>
    internal static SeasonalScale Of(ReadOnlySpan<float> values, int seasonality, int targets, int target)
    {
        var (count, absolutes, squares) = (0L, 0.0, 0.0);
        for (int i = (seasonality * targets) + target; i < values.Length; i += targets)
        {
            double difference = (double)values[i] - values[i - (seasonality * targets)];
            if (double.IsNaN(difference))
                continue;
            count++;
            absolutes += Math.Abs(difference);
            squares += difference * difference;
        }

        return new(absolutes / count, squares / count);
    }
}
