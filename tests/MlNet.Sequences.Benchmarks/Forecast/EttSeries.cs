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
internal static class EttSeries
{
    private const int TrainingSteps = 12 * 30 * 24, ValidationEnd = 16 * 30 * 24, TestEnd = 20 * 30 * 24, Horizon = 96;

    /// <param name="folder">The folder with ETTh1.csv.gz.</param>
    /// <param name="onlyLast">Whether to forecast the last column alone.</param>
    /// <param name="network">The network.</param>
    /// <param name="settings">JSON of the options that differ.</param>
    /// <param name="seed">The seed.</param>
    internal static ForecastRun Run(string folder, bool onlyLast, string network, string settings, int seed)
    {
        var mlContext = new MLContext(seed);
        float[][] rows = Read(Path.Combine(folder, "ETTh1.csv.gz"), onlyLast);
        var model = ForecasterOf.Make(mlContext, network, settings, options =>
        {
            (options.InputColumnName, options.Horizon, options.WindowSize) = (nameof(Row.Values), Horizon, 336);
            options.ValidationFraction = 1 - ((double)TrainingSteps / ValidationEnd);
        }).Fit(View(mlContext, rows[..ValidationEnd]));
        return new(model, () => Measure(mlContext, model, rows));
    }

    private static float[][] Read(string path, bool onlyLast)
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

        return [.. rows];
    }

    private static string Measure(MLContext mlContext, ForecastTransformer model, float[][] rows)
    {
        int first = ValidationEnd - model.WindowSize, channels = rows[0].Length, windows = 0, row = first;
        var start = Stopwatch.StartNew();
        double squares = 0, distances = 0;
        var forecasts = model.Transform(View(mlContext, rows[first..TestEnd]));
        foreach (float[] forecast in forecasts.GetColumn<float[]>("Forecast"))
        {
            if (!float.IsNaN(forecast[0]) && row + Horizon < TestEnd)
            {
                windows++;
                for (int i = 0; i < forecast.Length; i++)
                {
                    double distance = forecast[i] - rows[row + 1 + (i / channels)][i % channels];
                    (squares, distances) = (squares + (distance * distance), distances + Math.Abs(distance));
                }
            }

            row++;
        }

        double count = (double)windows * Horizon * channels;
        return FormattableString.Invariant($"test MSE {squares / count:F4}, MAE {distances / count:F4} over ") +
            FormattableString.Invariant($"{windows} windows, ") +
            FormattableString.Invariant($"in {start.Elapsed.TotalSeconds:F1} s");
    }

    private static IDataView View(MLContext mlContext, float[][] rows)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Values)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Length);
        return mlContext.Data.LoadFromEnumerable(rows.Select(row => new Row { Values = row }), schema);
    }

    private sealed class Row
    {
        public float[] Values { get; set; } = [];
    }
}
