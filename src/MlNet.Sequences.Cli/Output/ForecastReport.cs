using System.Text.Json.Serialization;
using Spectre.Console;

namespace MlNet.Sequences.Cli;

/// <summary>What forecast prints of a training or an evaluation. Property names are the JSON's.</summary>
/// <param name="Method">The method.</param>
internal sealed record ForecastReport(string Method)
{
    /// <summary>The saved model; absent in an evaluation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Model { get; init; }

    /// <summary>The metrics within the test part; absent without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ForecastFigures? Metrics { get; init; }

    /// <summary>Those of the seasonal naive forecast of the same values; absent without a test part.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ForecastFigures? SeasonalNaive { get; init; }

    internal static ForecastReport Of(string method, ForecastMetrics metrics, ForecastMetrics naive) => new(method)
    {
        Metrics = ForecastFigures.Of(metrics),
        SeasonalNaive = ForecastFigures.Of(naive),
    };

    internal Table ToTable()
    {
        var table = new Table().RoundedBorder().AddColumn("Method");
        foreach (string name in (string[])["MASE", "sMAPE", "RMSSE", "MAE", "MSE", "Coverage", "MSIS"])
            table.AddColumn(Tables.Right(name));
        Add(Method, Metrics!);
        if (Method != ForecastMethods.Naive)
            Add(ForecastMethods.Naive, SeasonalNaive!);
        return table;

        void Add(string name, ForecastFigures figures)
        {
            string[] cells =
            [
                name, Format.Fixed(figures.Mase), Format.Fixed(figures.Smape), Format.Fixed(figures.Rmsse),
                Format.Short(figures.Mae), Format.Short(figures.Mse), Format.Percent(figures.Coverage),
                Format.Fixed(figures.Msis),
            ];
            table.AddRow(cells);
        }
    }
}

/// <summary>The metrics of forecasts, by the names of the field.</summary>
internal sealed record ForecastFigures(
    long Forecasts, long Values, double? Mase, double Smape, double? Rmsse, double Mae, double Mse, double? Coverage,
    double? Msis, double? Pinball)
{
    /// <summary>The mean absolute error of each step ahead.</summary>
    public IReadOnlyList<double> MaeBySteps { get; init; } = [];

    internal static ForecastFigures Of(ForecastMetrics metrics) => new(
        metrics.NumberOfForecasts, metrics.NumberOfValues, metrics.MeanAbsoluteScaledError,
        metrics.SymmetricMeanAbsolutePercentageError, metrics.RootMeanSquaredScaledError, metrics.MeanAbsoluteError,
        metrics.MeanSquaredError, metrics.Coverage, metrics.MeanScaledIntervalScore, metrics.PinballLoss)
    {
        MaeBySteps = [.. metrics.BySteps.Select(step => step.MeanAbsoluteError)],
    };
}
