using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The 414 hourly series of the M4 competition, 48 hours ahead, by one model, measured by M4's definitions.</summary>
internal static class M4Series
{
    private const int Horizon = 48;

    /// <param name="folder">The folder with M4-Hourly-train.csv.gz and M4-Hourly-test.csv.</param>
    /// <param name="network">The network.</param>
    /// <param name="settings">JSON of the options that differ.</param>
    /// <param name="seed">The seed.</param>
    internal static ForecastRun Run(string folder, string network, string settings, int seed)
    {
        var mlContext = new MLContext(seed);
        Dictionary<string, float[]> training = [], test = [];
        using (var reader = new StreamReader(new GZipStream(
            File.OpenRead(Path.Combine(folder, "M4-Hourly-train.csv.gz")), CompressionMode.Decompress)))
            Read(reader, training);
        using (var reader = File.OpenText(Path.Combine(folder, "M4-Hourly-test.csv")))
            Read(reader, test);
        var history = View(mlContext, training);
        var model = ForecasterOf.Make(mlContext, network, settings, options =>
        {
            (options.InputColumnName, options.SeriesColumnName) = (nameof(Row.Value), nameof(Row.Series));
            (options.Horizon, options.WindowSize, options.Loss) = (Horizon, 336, ForecastLoss.Absolute);
        }).Fit(history);
        return new(model, () =>
        {
            var start = Stopwatch.StartNew();
            float[] forecasts = [.. model.Forecast(history).GetColumn<float>("Forecast")];
            double seconds = start.Elapsed.TotalSeconds;
            var whole = View(
                mlContext, training.ToDictionary(each => each.Key, each => (float[])[.. each.Value, .. test[each.Key]]));
            var naive2 = mlContext.Forecasting.ForecastByBaseline(new BaselineForecastOptions
            {
                Method = BaselineMethod.Naive2,
                InputColumnName = nameof(Row.Value),
                SeriesColumnName = nameof(Row.Series),
                Horizon = Horizon,
                Seasonality = 24,
            }).Fit(history);
            var (own, reference) = (Evaluate(model.Transform(whole)), Evaluate(naive2.Transform(whole)));
            double smape = own.SymmetricMeanAbsolutePercentageError, mase = own.MeanAbsoluteScaledError!.Value;
            return FormattableString.Invariant(
                $"test OWA {own.OverallWeightedAverage(reference):F3}, sMAPE {smape:F3}, MASE {mase:F3}; ") +
                FormattableString.Invariant($"{forecasts.Length / Horizon} series forecast in {seconds:F2} s");
        });

        ForecastMetrics Evaluate(IDataView forecasts) => mlContext.Forecasting.Evaluate(forecasts, new ForecastEvaluationOptions
        {
            LabelColumnName = nameof(Row.Value),
            SeriesColumnName = nameof(Row.Series),
            Seasonality = 24,
            NumberOfTestSteps = Horizon,
        });
    }

    private static void Read(StreamReader reader, Dictionary<string, float[]> series)
    {
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Replace("\"", "", StringComparison.Ordinal).Split(',');
            series.Add(cells[0], [.. cells.Skip(1).Where(cell => cell.Length > 0)
                .Select(cell => float.Parse(cell, CultureInfo.InvariantCulture))]);
        }
    }

    private static IDataView View(MLContext mlContext, Dictionary<string, float[]> series) => mlContext.Data.LoadFromEnumerable(
        series.SelectMany(each => each.Value.Select(value => new Row { Series = each.Key, Value = value })).ToArray());

    private sealed class Row
    {
        public string Series { get; set; } = "";

        public float Value { get; set; }
    }
}
