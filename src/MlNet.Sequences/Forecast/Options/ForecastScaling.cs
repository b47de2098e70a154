namespace MlNet.Sequences;

/// <summary>How the numbers of a series are scaled for a network; forecasts are scaled back.</summary>
/// <remarks>
/// Unless it is <see cref="None"/>, each series is measured in standard deviations from its mean first: those of the training
/// rows, or, in a series that these did not have, those of the window.
/// </remarks>
public enum ForecastScaling
{
    /// <summary>The last value of the window is subtracted. The default.</summary>
    LastValue,

    /// <summary>The window's mean is subtracted, and the rest divided by its standard deviation.</summary>
    MeanAndDeviation,

    /// <summary>The window's median is subtracted, and the rest divided by its interquartile range.</summary>
    Robust,

    /// <summary>Only each series as a whole is scaled.</summary>
    Series,

    /// <summary>Numbers are used as they are.</summary>
    None,
}
