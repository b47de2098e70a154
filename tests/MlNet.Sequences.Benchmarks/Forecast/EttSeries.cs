using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// ETTh1 as it is usually measured: 12, 4 and 4 months of 30 days to train, validate and test, standardized by the first part, 96
/// hours ahead; a window may reach back into the part before.
/// </summary>
internal sealed class EttSeries
{
    private const int TrainingSteps = 12 * 30 * 24, ValidationSteps = 4 * 30 * 24, TestSteps = 4 * 30 * 24, Horizon = 96;

    private readonly float[][] _rows;

    private EttSeries(float[][] rows) => _rows = rows;

    internal sealed record Outcome(
        double ValidationMse, int Epoch, int Epochs, double SecondsPerEpoch, double Seconds, TestError? Test);

    internal sealed record TestError(double Mse, double Mae, int Windows, double Seconds);

    /// <param name="path">The file.</param>
    /// <param name="onlyLast">Whether to read the last column alone.</param>
    internal static EttSeries Read(string path, bool onlyLast)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        reader.ReadLine();
        var rows = new List<float[]>();
        while (reader.ReadLine() is { } line)
        {
            float[] numbers = [.. line.Split(',').Skip(1).Select(number => float.Parse(number, CultureInfo.InvariantCulture))];
            rows.Add(onlyLast ? numbers[^1..] : numbers);
        }

        for (int channel = 0; channel < rows[0].Length; channel++)
        {
            double mean = rows.Take(TrainingSteps).Average(row => (double)row[channel]);
            double deviation = Math.Sqrt(rows.Take(TrainingSteps).Average(row => Math.Pow(row[channel] - mean, 2)));
            foreach (float[] row in rows)
                row[channel] = (float)((row[channel] - mean) / deviation);
        }

        return new([.. rows]);
    }

    /// <summary>Trains with a seed, and measures.</summary>
    internal Outcome Run(string network, string settings, int seed, bool measuresTest)
    {
        var mlContext = new MLContext(seed);
        var start = Stopwatch.StartNew();
        ForecastTransformer model = network switch
        {
            "gru" => mlContext.Forecasting.ForecastByGru(Set(ForecastOptions.FromJson<GruForecastOptions>(settings), settings))
                .Fit(View(mlContext, 0, TrainingSteps + ValidationSteps)),
            "lstm" => mlContext.Forecasting
                .ForecastByLstm(Set(ForecastOptions.FromJson<LstmForecastOptions>(settings), settings))
                .Fit(View(mlContext, 0, TrainingSteps + ValidationSteps)),
            _ => mlContext.Forecasting
                .ForecastByLinear(Set(ForecastOptions.FromJson<LinearForecastOptions>(settings), settings))
                .Fit(View(mlContext, 0, TrainingSteps + ValidationSteps)),
        };
        using (model)
        {
            var history = model.History;
            var kept = history.Epochs[Math.Max(1, history.KeptEpoch) - 1];
            return new(
                Math.Pow(kept.Validation["RootMeanSquaredError"], 2), history.KeptEpoch, history.Epochs.Count,
                history.Epochs.Min(epoch => epoch.TrainingSeconds), start.Elapsed.TotalSeconds,
                measuresTest ? Measure(mlContext, model) : null);
        }
    }

    private static TOptions Set<TOptions>(TOptions options, string settings)
        where TOptions : ForecastOptions
    {
        (options.InputColumnName, options.Horizon) = (nameof(Row.Values), Horizon);
        options.ValidationFraction = (double)ValidationSteps / (TrainingSteps + ValidationSteps);
        if (!settings.Contains("windowSize", StringComparison.Ordinal))
            options.WindowSize = 336;
        return options;
    }

    private TestError Measure(MLContext mlContext, ForecastTransformer model)
    {
        int first = TrainingSteps + ValidationSteps - model.WindowSize, channels = _rows[0].Length, windows = 0;
        var start = Stopwatch.StartNew();
        var rows = model.Transform(View(mlContext, first, TrainingSteps + ValidationSteps + TestSteps));
        double squares = 0, distances = 0;
        int row = first;
        foreach (float[] forecast in rows.GetColumn<float[]>("Forecast"))
        {
            if (!float.IsNaN(forecast[0]) && row + Horizon < TrainingSteps + ValidationSteps + TestSteps)
            {
                windows++;
                for (int i = 0; i < forecast.Length; i++)
                {
                    double distance = forecast[i] - _rows[row + 1 + (i / channels)][i % channels];
                    (squares, distances) = (squares + (distance * distance), distances + Math.Abs(distance));
                }
            }

            row++;
        }

        double count = (double)windows * Horizon * channels;
        return new(squares / count, distances / count, windows, start.Elapsed.TotalSeconds);
    }

    private IDataView View(MLContext mlContext, int from, int to)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Values)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, _rows[0].Length);
        return mlContext.Data.LoadFromEnumerable(_rows[from..to].Select(row => new Row { Values = row }), schema);
    }

    private sealed class Row
    {
        public float[] Values { get; set; } = [];
    }
}
