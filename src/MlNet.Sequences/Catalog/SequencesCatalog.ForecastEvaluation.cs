using Microsoft.ML;

namespace MlNet.Sequences;

/// <content>How good forecasts are.</content>
public static partial class SequencesCatalog
{
    /// <summary>
    /// Measures forecasts: compares the forecasts in each row with the label of the following rows of its series, over all, by
    /// series, by step ahead and by target.
    /// </summary>
    /// <remarks>
    /// MASE, RMSSE and MSIS are relative to the error of the seasonal naive forecast within the training data: those given, or,
    /// with
    /// <see cref="ForecastEvaluationOptions.NumberOfTestSteps"/>, the rows before the test part. Without either they are null.
    /// The labels are held in memory; the forecasts are read once, row by row.
    /// </remarks>
    /// <example>
    /// <code>
    /// ForecastMetrics metrics = mlContext.Forecasting.Evaluate(model.Transform(data), new ForecastEvaluationOptions
    /// {
    ///     LabelColumnName = "Load", SeriesColumnName = "Meter", TimeColumnName = "Time", Seasonality = 24,
    ///     NumberOfTestSteps = 24 * 120,
    /// });
    /// </code>
    /// </example>
    /// <param name="catalog">The catalog, <c>mlContext.Forecasting</c>.</param>
    /// <param name="data">Rows with forecasts, as a model's <c>Transform</c> adds them.</param>
    /// <param name="options">The columns, and which forecasts are evaluated.</param>
    /// <param name="trainingData">
    /// The rows that were trained on, with the label and the series, for the scaled metrics; null for the rows before the test
    /// part. Default: null.
    /// </param>
    /// <exception cref="ArgumentException">
    /// Options violate a rule (the message lists every violation), a column is missing or of a wrong type, or the probability of
    /// the bounds is unknown.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// No forecast has all of its outcomes in the data, or a time is missing, or twice in a series.
    /// </exception>
    public static ForecastMetrics Evaluate(
        this ForecastingCatalog catalog, IDataView data, ForecastEvaluationOptions options, IDataView? trainingData = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return new ForecastEvaluator(HostEnvironments.Of(catalog), data, options.Copy()).Run(trainingData);
    }

    /// <summary>
    /// Cross-validates forecasts by a rolling origin: each fold trains on rows before its test part, and tests on the forecasts
    /// within it; the test part of the last fold ends with the data, and those of the others earlier.
    /// </summary>
    /// <remarks>
    /// The scaled metrics of a fold are relative to the seasonal naive error in its training rows. A series that is too short
    /// for a fold is not tested in it. Dispose the models, if they are disposable.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.Forecasting</c>.</param>
    /// <param name="data">The rows of the series.</param>
    /// <param name="estimator">A trainer of forecasts or a baseline, alone or in a pipeline.</param>
    /// <param name="options">The folds, and what is evaluated.</param>
    /// <returns>The model, the metrics and the rows with forecasts of each fold, the earliest first.</returns>
    /// <exception cref="ArgumentException">Options violate a rule, or a column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// No series is long enough, a fold has no forecast with all of its outcomes, or a time is missing or irregular.
    /// </exception>
    public static IReadOnlyList<TrainCatalogBase.CrossValidationResult<ForecastMetrics>> CrossValidate(
        this ForecastingCatalog catalog, IDataView data, IEstimator<ITransformer> estimator,
        ForecastCrossValidationOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return RollingOrigin.Run(HostEnvironments.Of(catalog), data, estimator, options.Copy());
    }

    /// <summary>Measures forecasts of one or many series, in the order of the rows.</summary>
    /// <param name="catalog">The catalog, <c>mlContext.Forecasting</c>.</param>
    /// <param name="data">Rows with forecasts, as a model's <c>Transform</c> adds them.</param>
    /// <param name="labelColumnName">The column with what happened.</param>
    /// <param name="forecastColumnName">The column with the forecasts. Default: "Forecast".</param>
    /// <param name="seriesColumnName">The column that tells to which series a row belongs; null for one series.</param>
    /// <param name="seasonality">The number of steps in a season, for the scaled metrics. Default: 1.</param>
    /// <param name="trainingData">The rows that were trained on, for the scaled metrics. Default: null, without them.</param>
    /// <exception cref="ArgumentException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">No forecast has all of its outcomes in the data.</exception>
    public static ForecastMetrics Evaluate(
        this ForecastingCatalog catalog, IDataView data, string labelColumnName, string forecastColumnName = "Forecast",
        string? seriesColumnName = null, int seasonality = 1, IDataView? trainingData = null) =>
        catalog.Evaluate(
            data,
            new ForecastEvaluationOptions
            {
                LabelColumnName = labelColumnName,
                ForecastColumnName = forecastColumnName,
                SeriesColumnName = seriesColumnName,
                Seasonality = seasonality,
            },
            trainingData);
}
