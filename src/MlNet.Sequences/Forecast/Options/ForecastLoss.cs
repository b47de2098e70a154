namespace MlNet.Sequences;

/// <summary>The loss of a forecast: a function of its distance to the value that came.</summary>
public enum ForecastLoss
{
    /// <summary>The square of the distance, so that forecasts tend to the mean. The default.</summary>
    Squared,

    /// <summary>The distance, so that forecasts tend to the median.</summary>
    Absolute,

    /// <summary>
    /// Half the square up to <c>HuberDelta</c> and linear beyond, so that outliers pull with limited force.
    /// </summary>
    Huber,

    /// <summary>
    /// The pinball loss of <c>Quantile</c>, so that forecasts tend to this quantile (Koenker and Bassett 1978).
    /// </summary>
    Quantile,
}
