using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// Bikes rented by the hour, a day ahead, with weather and holidays known: the last tenth of the hours is the test, and the tenth
/// before it validates. Hours are missing.
/// </summary>
internal static class BikeSeries
{
    /// <param name="folder">The folder with bike-hour.csv.</param>
    /// <param name="network">The network.</param>
    /// <param name="settings">JSON of the options that differ.</param>
    /// <param name="seed">The seed.</param>
    internal static ForecastRun Run(string folder, string network, string settings, int seed)
    {
        var mlContext = new MLContext(seed);
        Row[] rows = [.. File.ReadLines(Path.Combine(folder, "bike-hour.csv")).Skip(1).Select(Parse)];
        int end = rows.Length * 9 / 10;
        var model = ForecasterOf.Make(mlContext, network, settings, options =>
        {
            (options.InputColumnName, options.TimeColumnName) = (nameof(Row.Count), nameof(Row.Time));
            (options.Horizon, options.WindowSize) = (24, 168);
            options.KnownFutureColumns =
                [nameof(Row.Holiday), nameof(Row.WorkingDay), nameof(Row.Weather), nameof(Row.Temperature), nameof(Row.Humidity)];
            options.CalendarFeatures = CalendarFeatures.TimeOfDay | CalendarFeatures.TimeOfWeek;
            options.ValidationFraction = 1.0 / 9;
        }).Fit(mlContext.Data.LoadFromEnumerable(Filled(rows[..end])));
        return new(model, () =>
        {
            var all = mlContext.Data.LoadFromEnumerable(Filled(rows));
            var baseline = mlContext.Forecasting.ForecastByBaseline(new BaselineForecastOptions
            {
                Method = BaselineMethod.SeasonalNaive,
                InputColumnName = nameof(Row.Count),
                TimeColumnName = nameof(Row.Time),
                Horizon = 24,
                Seasonality = 24,
            }).Fit(all);
            var (own, naive) = (Evaluate(model.Transform(all)), Evaluate(baseline.Transform(all)));
            return FormattableString.Invariant(
                $"test MAE {own.MeanAbsoluteError:F2}, of seasonal naive {naive.MeanAbsoluteError:F2}, ") +
                FormattableString.Invariant($"ratio {own.MeanAbsoluteError / naive.MeanAbsoluteError:F3}");
        });

        ForecastMetrics Evaluate(IDataView forecasts) => mlContext.Forecasting.Evaluate(forecasts, new ForecastEvaluationOptions
        {
            LabelColumnName = nameof(Row.Count),
            TimeColumnName = nameof(Row.Time),
            NumberOfTestSteps = rows.Length - end,
        });
    }

    private static Row Parse(string line)
    {
        string[] cells = line.Split(',');
        float Number(int cell) => float.Parse(cells[cell], CultureInfo.InvariantCulture);
        return new()
        {
            Time = DateTime.Parse(cells[1], CultureInfo.InvariantCulture).AddHours(Number(5)),
            Holiday = Number(6),
            WorkingDay = Number(8),
            Weather = Number(9),
            Temperature = Number(10),
            Humidity = Number(12),
            Count = Number(16),
        };
    }

    // Missing hours have no count, and the weather of the hour before.
    private static Row[] Filled(Row[] rows)
    {
        var filled = new List<Row> { rows[0] };
        foreach (var row in rows.Skip(1))
        {
            while (filled[^1].Time.AddHours(1) < row.Time)
                filled.Add(filled[^1] with { Time = filled[^1].Time.AddHours(1), Count = float.NaN });
            filled.Add(row);
        }

        return [.. filled];
    }

    private sealed record Row
    {
        public DateTime Time { get; set; }

        public float Holiday { get; set; }

        public float WorkingDay { get; set; }

        public float Weather { get; set; }

        public float Temperature { get; set; }

        public float Humidity { get; set; }

        public float Count { get; set; }
    }
}
