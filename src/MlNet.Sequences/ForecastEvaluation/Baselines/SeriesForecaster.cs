namespace MlNet.Sequences;

/// <summary>Sees a series value by value, and forecasts what follows what it has seen.</summary>
internal abstract class SeriesForecaster
{
    /// <summary>The number of parameters that are fitted, all between 0 and 1.</summary>
    internal static int ParametersOf(BaselineMethod method, int seasonality) => method switch
    {
        BaselineMethod.AdditiveHoltWinters or BaselineMethod.MultiplicativeHoltWinters => seasonality == 1 ? 2 : 3,
        BaselineMethod.Theta => 1,
        _ => 0,
    };

    internal static SeriesForecaster Create(BaselineMethod method, int seasonality, IReadOnlyList<double> parameters) =>
        method switch
        {
            BaselineMethod.SeasonalNaive => new SeasonalNaiveForecaster(seasonality),
            BaselineMethod.Drift => new DriftForecaster(),
            BaselineMethod.AdditiveHoltWinters or BaselineMethod.MultiplicativeHoltWinters => new HoltWintersForecaster(
                seasonality, method == BaselineMethod.MultiplicativeHoltWinters, parameters),
            BaselineMethod.Naive2 => new DeseasonalizedForecaster(seasonality, smoothing: null),
            _ => new DeseasonalizedForecaster(seasonality, parameters[0]),
        };

    /// <summary>Whether it has seen enough to forecast.</summary>
    internal abstract bool IsReady { get; }

    /// <summary>Sees the next value; NaN is missing.</summary>
    internal abstract void Observe(double value);

    /// <summary>Forecasts the values after the last seen one; only if it is ready.</summary>
    internal abstract void Forecast(Span<double> values);
}
