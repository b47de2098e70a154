namespace MlNet.Sequences;

/// <summary>How far forecasts are from what happened: over all of them, or over a part of them such as one series.</summary>
/// <remarks>
/// Means over the values that have an outcome; a missing outcome (NaN) is left out. The scaled metrics need the in-sample
/// seasonal naive error of a series, and leave out series without one: those that are as short as a season, or that repeat
/// themselves exactly.
/// </remarks>
public record ForecastErrors
{
    internal ForecastErrors()
    {
    }

    /// <summary>The number of single values that were compared: forecasts, times steps, times targets.</summary>
    public long NumberOfValues { get; internal init; }

    /// <summary>MSE: the mean of (forecast - outcome)², in the outcome's unit, squared.</summary>
    public double MeanSquaredError { get; internal init; }

    /// <summary>MAE: the mean of |forecast - outcome|, in the outcome's unit.</summary>
    public double MeanAbsoluteError { get; internal init; }

    /// <summary>The mean of forecast - outcome, in the outcome's unit: above 0 if forecasts are too high.</summary>
    public double MeanError { get; internal init; }

    /// <summary>
    /// sMAPE as M4 defines it: the mean of 200 |forecast - outcome| / (|forecast| + |outcome|), from 0 to 200; 0 where both are
    /// 0. Other authors halve it. It means little for outcomes near 0.
    /// </summary>
    public double SymmetricMeanAbsolutePercentageError { get; internal init; }

    /// <summary>
    /// MASE (Hyndman and Koehler 2006): the mean of |forecast - outcome|, each divided by the mean absolute in-sample error of
    /// the seasonal naive forecast of its series. Below 1, forecasts are better than that one step ahead. Null without a scale.
    /// </summary>
    public double? MeanAbsoluteScaledError { get; internal init; }

    /// <summary>
    /// RMSSE: the mean over series (and targets) of √(mean squared error / mean squared in-sample error of the seasonal naive
    /// forecast). M5 uses a seasonality of 1. Null without a scale.
    /// </summary>
    public double? RootMeanSquaredScaledError { get; internal init; }

    /// <summary>
    /// The pinball loss of the two bounds as quantiles, on average over both: at level q it is q (outcome - bound) if the outcome
    /// is above, and (1 - q) (bound - outcome) if below. In the outcome's unit. Null without bounds.
    /// </summary>
    public double? PinballLoss { get; internal init; }

    /// <summary>
    /// The fraction of outcomes from the lower to the upper bound, from 0 to 1; calibrated bounds have their confidence level.
    /// Null without bounds.
    /// </summary>
    public double? Coverage { get; internal init; }

    /// <summary>
    /// MSIS (Gneiting and Raftery 2007; M4): the mean of upper - lower + 2 / (1 - level) times the distance of an outcome outside
    /// of the bounds, each divided by the mean absolute in-sample error of the seasonal naive forecast of its series. Null
    /// without bounds or a scale.
    /// </summary>
    public double? MeanScaledIntervalScore { get; internal init; }

    /// <summary>
    /// OWA as M4 defines it: half of sMAPE relative to Naive2's, plus half of MASE relative to Naive2's. Below 1, forecasts are
    /// better than Naive2.
    /// </summary>
    /// <param name="naive2">The errors of <c>Naive2</c> for the same outcomes.</param>
    /// <exception cref="InvalidOperationException">One of them has no scale.</exception>
    public double OverallWeightedAverage(ForecastErrors naive2)
    {
        ArgumentNullException.ThrowIfNull(naive2);
        return 0.5 * ((SymmetricMeanAbsolutePercentageError / naive2.SymmetricMeanAbsolutePercentageError)
            + (Scaled(this) / Scaled(naive2)));

        static double Scaled(ForecastErrors errors) => errors.MeanAbsoluteScaledError ?? throw new InvalidOperationException(
            "OWA needs MeanAbsoluteScaledError of both forecasts, and one has none: no series has an in-sample seasonal naive " +
            "error. Evaluate with training data, or with NumberOfTestSteps.");
    }

    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(ForecastErrors), PrintMembers);
}
