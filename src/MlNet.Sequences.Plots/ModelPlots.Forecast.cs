namespace MlNet.Sequences.Plots;

/// <content>The plots of series.</content>
public static partial class ModelPlots
{
    /// <summary>
    /// A forecast after the last observations of a series, with its bounds as a band, and what was observed later, if known: a
    /// fan chart.
    /// </summary>
    /// <param name="history">The last observations, in order. NaN leaves a gap. May be empty.</param>
    /// <param name="forecast">The forecast of each step after them, finite.</param>
    /// <param name="lower">The lower bound of each step, finite; null for none.</param>
    /// <param name="upper">The upper bound of each step; null for none. Both or neither.</param>
    /// <param name="outcomes">What was observed in these steps, in order. NaN leaves a gap. Null for nothing.</param>
    /// <param name="title">The plot's title, such as the name of the series. Default: "Forecast".</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">
    /// There is no step, a forecast or a bound is not finite, there is one bound without the other, or the bounds have another
    /// number of steps, or there are more outcomes than steps.
    /// </exception>
    public static Plot Forecast(
        IReadOnlyList<float> history, IReadOnlyList<float> forecast, IReadOnlyList<float>? lower = null,
        IReadOnlyList<float>? upper = null, IReadOnlyList<float>? outcomes = null, string title = "Forecast")
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(title);
        Check.Finite(forecast, "forecasts", nameof(forecast));
        if (lower is null != upper is null)
            throw Received(
                "A forecast has both bounds or neither", $"{(lower is null ? "upper" : "lower")} bounds alone", "Pass both.",
                nameof(upper));
        if (lower is not null && upper is not null)
        {
            Check.Finite(lower, "bounds", nameof(lower));
            Check.Finite(upper, "bounds", nameof(upper));
            if (lower.Count != forecast.Count || upper.Count != forecast.Count)
                throw Received(
                    "Each step must have one forecast and two bounds",
                    $"{forecast.Count} forecasts, {lower.Count} lower and {upper.Count} upper bounds",
                    "Pass those of the same steps.", nameof(lower));
        }

        return outcomes is null || outcomes.Count <= forecast.Count
            ? FanChart.Draw(title, history, forecast, lower, upper, outcomes)
            : throw Received(
                "There can't be more outcomes than steps", $"{outcomes.Count} outcomes of {forecast.Count} steps",
                "Pass those of the steps that were forecast.", nameof(outcomes));
    }
}
