namespace MlNet.Sequences;

/// <summary>The textbook's ways to forecast a series from its own past, which a trained model must beat.</summary>
public enum BaselineMethod
{
    /// <summary>The value of one season before; with a seasonality of 1 the last value.</summary>
    SeasonalNaive,

    /// <summary>
    /// M4's yardstick: the last value, adjusted by the season's factors (classical multiplicative decomposition) if a test of
    /// autocorrelation at 90 % finds seasons, all values are above 0 and there are three seasons; as in M4's own code.
    /// </summary>
    Naive2,

    /// <summary>The line through the first and the last value.</summary>
    Drift,

    /// <summary>Level, trend and seasons that add up, each smoothed exponentially (Holt 1957, Winters 1960).</summary>
    AdditiveHoltWinters,

    /// <summary>Level and trend, smoothed exponentially, times factors of seasons; for values above 0.</summary>
    MultiplicativeHoltWinters,

    /// <summary>
    /// The mean of the linear trend and of a smoothed series with twice the curvature (Assimakopoulos and Nikolopoulos 2000),
    /// adjusted for seasons as <see cref="Naive2"/> is; M4's code of it.
    /// </summary>
    Theta,
}
