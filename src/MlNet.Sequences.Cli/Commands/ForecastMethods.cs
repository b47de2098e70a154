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

    internal static IReadOnlyList<string> Names => [.. Networks, .. Baselines.Keys];

    internal static IReadOnlyList<string> Networks { get; } = ["gru", "lstm", "transformer", "linear"];

    internal static IEstimator<ITransformer> Create(
        MLContext mlContext, string method, SeriesTableColumns columns, ForecastSettings settings) => method switch
        {
            "gru" => mlContext.Forecasting.ForecastByGru(WithSegments(new GruForecastOptions(), columns, settings)),
            "lstm" => mlContext.Forecasting.ForecastByLstm(WithSegments(new LstmForecastOptions(), columns, settings)),
            "transformer" => mlContext.Forecasting.ForecastByTransformer(WithWidth(new(), columns, settings)),
            "linear" => mlContext.Forecasting.ForecastByLinear(With(new LinearForecastOptions(), columns, settings)),
            _ => Baseline(mlContext, method, columns, settings),
        };

    private static TransformerForecastOptions WithWidth(
        TransformerForecastOptions options, SeriesTableColumns columns, ForecastSettings settings)
    {
        options.HiddenSize = settings.HiddenSize ?? options.HiddenSize;
        return With(options, columns, settings);
    }

    private static T WithSegments<T>(T options, SeriesTableColumns columns, ForecastSettings settings)
        where T : SegmentForecastOptions
    {
        options.SegmentLength = settings.SegmentLength ?? options.SegmentLength;
        options.HiddenSize = settings.HiddenSize ?? options.HiddenSize;
        return With(options, columns, settings);
    }

    private static T With<T>(T options, SeriesTableColumns columns, ForecastSettings settings)
        where T : ForecastOptions
    {
        (options.InputColumnName, options.SeriesColumnName, options.TimeColumnName) =
            (columns.TargetColumn, columns.Series, columns.Time);
        options.Horizon = settings.Horizon;
        options.WindowSize = settings.WindowSize ?? options.WindowSize;
        options.NumberOfEpochs = settings.Epochs;
        options.LearningRate = settings.LearningRate;
        options.Seed = settings.Seed;
        options.NumberOfThreads = settings.Threads;
        options.IrregularTimes = settings.FillGaps ? IrregularTimes.Fill : IrregularTimes.Error;
        options.CancellationToken = settings.CancellationToken;
        if (settings.Level > 0)
            (options.ConfidenceLowerBoundColumn, options.ConfidenceUpperBoundColumn, options.ConfidenceLevel) =
                (Lower, Upper, settings.Level);
        return options;
    }

    private static BaselineForecastEstimator Baseline(
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
            : model is ForecastTransformer { Architecture: var name } && Networks.FirstOrDefault(
                network => name.Contains(network, StringComparison.Ordinal)) is { } network ? network
            : model.GetType().Name;
}
