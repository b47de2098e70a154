using System.Globalization;
using System.IO.Compression;
using Microsoft.ML;

namespace MlNet.Sequences.Tests.ForecastEvaluation;

/// <summary>The figures that the M4 competition published for its 414 hourly series, 48 hours ahead.</summary>
[TestClass]
public sealed class M4HourlyTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void The_baselines_have_the_published_errors()
    {
        string folder = Repository.SharedFolder("SERIES_PATH", Path.Combine("data", "series"));
        var rows = _mlContext.Data.LoadFromEnumerable(Read(folder));

        var naive = Evaluate(rows, BaselineMethod.SeasonalNaive);
        var naive2 = Evaluate(rows, BaselineMethod.Naive2);
        var theta = Evaluate(rows, BaselineMethod.Theta);

        Assert.AreEqual(414, naive.NumberOfForecasts);
        Assert.AreEqual(13.912, naive.SymmetricMeanAbsolutePercentageError, 0.0005);
        Assert.AreEqual(1.193, naive.MeanAbsoluteScaledError!.Value, 0.0005);
        Assert.AreEqual(18.383, naive2.SymmetricMeanAbsolutePercentageError, 0.0005);
        Assert.AreEqual(2.395, naive2.MeanAbsoluteScaledError!.Value, 0.0005);
        Assert.AreEqual(0.627, naive.OverallWeightedAverage(naive2), 0.001);
        // M4 chose the smoothing with another optimizer.
        Assert.AreEqual(18.138, theta.SymmetricMeanAbsolutePercentageError, 0.05);
        Assert.AreEqual(2.455, theta.MeanAbsoluteScaledError!.Value, 0.02);
        Assert.AreEqual(0.9, naive.Coverage!.Value, 0.04);
    }

    private ForecastMetrics Evaluate(IDataView rows, BaselineMethod method)
    {
        var options = new BaselineForecastOptions
        {
            Method = method,
            InputColumnName = nameof(Row.Value),
            SeriesColumnName = nameof(Row.Series),
            Horizon = 48,
            Seasonality = 24,
        };
        if (method == BaselineMethod.SeasonalNaive)
            (options.ConfidenceLowerBoundColumn, options.ConfidenceUpperBoundColumn, options.ConfidenceLevel) =
                ("Lower", "Upper", 0.9);
        var train = _mlContext.Data.FilterRowsByColumn(rows, nameof(Row.IsTest), upperBound: 0.5);
        var model = _mlContext.Forecasting.ForecastByBaseline(options).Fit(train);
        return _mlContext.Forecasting.Evaluate(model.Transform(rows), new ForecastEvaluationOptions
        {
            LabelColumnName = nameof(Row.Value),
            SeriesColumnName = nameof(Row.Series),
            Seasonality = 24,
            NumberOfTestSteps = 48,
            ConfidenceLowerBoundColumn = options.ConfidenceLowerBoundColumn,
            ConfidenceUpperBoundColumn = options.ConfidenceUpperBoundColumn,
        });
    }

    private static List<Row> Read(string folder)
    {
        var rows = new List<Row>();
        using (var file = File.OpenRead(Path.Combine(folder, "M4-Hourly-train.csv.gz")))
        using (var unpacked = new GZipStream(file, CompressionMode.Decompress))
        using (var reader = new StreamReader(unpacked))
            Add(reader, 0);
        using (var reader = File.OpenText(Path.Combine(folder, "M4-Hourly-test.csv")))
            Add(reader, 1);
        return rows;

        void Add(StreamReader reader, float isTest)
        {
            reader.ReadLine();
            while (reader.ReadLine() is { } line)
            {
                string[] cells = line.Replace("\"", "", StringComparison.Ordinal).Split(',');
                foreach (string cell in cells.Skip(1).Where(cell => cell.Length > 0))
                    rows.Add(new()
                    {
                        Series = cells[0],
                        Value = float.Parse(cell, CultureInfo.InvariantCulture),
                        IsTest = isTest,
                    });
            }
        }
    }

    private sealed class Row
    {
        public string Series { get; set; } = "";

        public float Value { get; set; }

        public float IsTest { get; set; }
    }
}
