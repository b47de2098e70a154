using Microsoft.ML;

namespace MlNet.Sequences;

/// <content>Forecasts of series.</content>
public static partial class SequencesCatalog
{
    /// <summary>
    /// Forecasts series by a GRU over segments of their past: one network for all series and all targets, all steps ahead at once
    /// (SegRNN; Lin et al. 2023, arXiv 2308.11200).
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Forecasting</c>.</param>
    /// <param name="options">What is forecast, and how. Read when the estimator is made.</param>
    /// <exception cref="ArgumentException">Options violate a rule; the message lists every violation.</exception>
    public static ForecastEstimator ForecastByGru(this ForecastingCatalog catalog, GruForecastOptions options) =>
        Forecaster(catalog, options);

    /// <summary>Forecasts series by an LSTM over segments of their past, as <see cref="ForecastByGru"/>.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Forecasting</c>.</param>
    /// <param name="options">What is forecast, and how. Read when the estimator is made.</param>
    /// <exception cref="ArgumentException">Options violate a rule; the message lists every violation.</exception>
    public static ForecastEstimator ForecastByLstm(this ForecastingCatalog catalog, LstmForecastOptions options) =>
        Forecaster(catalog, options);

    /// <summary>
    /// Forecasts series by a Transformer encoder over patches of their past (PatchTST; Nie et al. 2023, arXiv 2211.14730).
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Forecasting</c>.</param>
    /// <param name="options">What is forecast, and how. Read when the estimator is made.</param>
    /// <exception cref="ArgumentException">Options violate a rule; the message lists every violation.</exception>
    public static ForecastEstimator ForecastByTransformer(
        this ForecastingCatalog catalog, TransformerForecastOptions options) => Forecaster(catalog, options);

    /// <summary>
    /// Forecasts series by a linear layer from their past to the steps ahead: fast, and hard to beat (NLinear and DLinear; Zeng
    /// et al. 2023, arXiv 2205.13504).
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Forecasting</c>.</param>
    /// <param name="options">What is forecast, and how. Read when the estimator is made.</param>
    /// <exception cref="ArgumentException">Options violate a rule; the message lists every violation.</exception>
    public static ForecastEstimator ForecastByLinear(this ForecastingCatalog catalog, LinearForecastOptions options) =>
        Forecaster(catalog, options);

    private static ForecastEstimator Forecaster(ForecastingCatalog catalog, ForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new(HostEnvironments.Of(catalog), options);
    }
}
