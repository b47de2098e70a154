using Microsoft.ML;

namespace MlNet.Sequences;

public static partial class SequencesCatalog
{
    /// <summary>
    /// Finds values that a model of the series did not expect: adds to each row whether its value is an anomaly, its error
    /// against the forecast one step before, and the p-value of that among the earlier errors of its series, in ML.NET's columns
    /// <c>Alert</c>, <c>Score</c> and <c>P-Value</c>.
    /// </summary>
    /// <remarks>
    /// If errors stay alike, a share of 1 - <see cref="ForecastAnomalyOptions.Confidence"/> of the values without anomalies is
    /// reported, whatever the distribution of the errors. The rows keep their order; the series and what was found are held in
    /// memory.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.AnomalyDetection</c>.</param>
    /// <param name="data">The rows of the series.</param>
    /// <param name="model">A trained forecaster or a baseline.</param>
    /// <param name="options">How unusual an anomaly is; null for the defaults. Default: null.</param>
    /// <exception cref="ArgumentException">Options violate a rule, or a column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">Thrown when the result is read: times are missing or irregular.</exception>
    public static IDataView DetectAnomaliesByForecast(
        this AnomalyDetectionCatalog catalog, IDataView data, IForecastTransformer model, ForecastAnomalyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(model);
        options = (options ?? new()).Copy();
        options.Check();
        return ForecastAnomalies.Detect(data, model, options);
    }
}
