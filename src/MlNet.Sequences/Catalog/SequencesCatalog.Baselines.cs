using Microsoft.ML;

namespace MlNet.Sequences;

public static partial class SequencesCatalog
{
    /// <summary>
    /// Forecasts series by a method of the textbook, such as the value of one season before, or Holt-Winters: what a trained
    /// model must beat.
    /// </summary>
    /// <example>
    /// <code>
    /// var model = mlContext.Forecasting.ForecastByBaseline(new BaselineForecastOptions
    /// {
    ///     InputColumnName = "Load", SeriesColumnName = "Meter", TimeColumnName = "Time", Horizon = 24, Seasonality = 24,
    /// }).Fit(train);
    /// IDataView tomorrow = model.Forecast(history);
    /// </code>
    /// </example>
    /// <param name="catalog">The catalog, <c>mlContext.Forecasting</c>.</param>
    /// <param name="options">The method, the columns and the horizon.</param>
    /// <exception cref="ArgumentException">Options violate a rule; the message lists every violation.</exception>
    public static BaselineForecastEstimator ForecastByBaseline(this ForecastingCatalog catalog, BaselineForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new(HostEnvironments.Of(catalog), options);
    }
}
