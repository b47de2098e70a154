using Microsoft.ML;

namespace MlNet.Sequences.Cli;

/// <summary>The methods of forecast, by their names.</summary>
internal static class ForecastMethods
{
    internal const string Default = "holt-winters", Naive = "seasonal-naive";

    internal const string Lower = "Lower", Upper = "Upper";

    private static readonly Dictionary<string, BaselineMethod> Baselines = new()
    {
        [Naive] = BaselineMethod.SeasonalNaive,
        ["naive2"] = BaselineMethod.Naive2,
        ["drift"] = BaselineMethod.Drift,
        [Default] = BaselineMethod.AdditiveHoltWinters,
        ["multiplicative-holt-winters"] = BaselineMethod.MultiplicativeHoltWinters,
        ["theta"] = BaselineMethod.Theta,
    };

    internal static IReadOnlyList<string> Names => [.. Baselines.Keys];

    internal static IEstimator<ITransformer> Create(
        MLContext mlContext, string method, SeriesTableColumns columns, ForecastSettings settings) =>
        mlContext.Forecasting.ForecastByBaseline(new BaselineForecastOptions
        {
            Method = Baselines[method],
            InputColumnName = columns.TargetColumn,
            SeriesColumnName = columns.Series,
            TimeColumnName = columns.Time,
            Horizon = settings.Horizon,
            Seasonality = settings.Seasonality,
            ConfidenceLowerBoundColumn = settings.Level > 0 ? Lower : null,
            ConfidenceUpperBoundColumn = settings.Level > 0 ? Upper : null,
            ConfidenceLevel = settings.Level > 0 ? settings.Level : new BaselineForecastOptions().ConfidenceLevel,
            IrregularTimes = settings.FillGaps ? IrregularTimes.Fill : IrregularTimes.Error,
        });

    /// <summary>The name of the method of a model.</summary>
    internal static string Of(ITransformer model) =>
        model is BaselineForecastTransformer baseline
            ? Baselines.Single(each => each.Value == baseline.Method).Key
            : model.GetType().Name;
}
