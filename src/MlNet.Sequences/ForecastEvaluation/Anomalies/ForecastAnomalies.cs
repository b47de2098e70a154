using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// Compares each value with the forecast one step before it, and the error with the earlier ones of its series: a conformal
/// p-value. Everything is computed when the first of its columns is read.
/// </summary>
internal sealed class ForecastAnomalies : RowMapping
{
    private readonly Lazy<(float Score, double PValue)[]>? _found;
    private readonly ForecastAnomalyOptions _options;
    private readonly int[] _dependencies;

    private ForecastAnomalies(
        DataViewSchema schema, ForecastAnomalyOptions options, Lazy<(float Score, double PValue)[]> found, int[] dependencies)
        : base(
            schema, new(options.AlertColumnName, BooleanDataViewType.Instance),
            new(options.ScoreColumnName, NumberDataViewType.Single), new(options.PValueColumnName, NumberDataViewType.Double)) =>
        (_options, _found, _dependencies) = (options, found, dependencies);

    /// <param name="data">The rows.</param>
    /// <param name="model">A forecaster.</param>
    /// <param name="options">Valid options.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    internal static IDataView Detect(IDataView data, IForecastTransformer model, ForecastAnomalyOptions options)
    {
        var input = NumberColumn.Find(data.Schema, "input", model.InputColumnName);
        var found = new Lazy<(float, double)[]>(() => Find(data, model, options));
        return new MappedDataView(
            new InOrderView(data), new ForecastAnomalies(data.Schema, options, found, [input.Index]), step: null, threads: 1);
    }

    private protected override IEnumerable<int> Dependencies(int added) => _dependencies;

    internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        Delegate[] getters =
        [
            (ValueGetter<bool>)((ref bool alert) => alert = At(input).PValue <= 1 - _options.Confidence),
            (ValueGetter<float>)((ref float score) => score = At(input).Score),
            (ValueGetter<double>)((ref double value) => value = At(input).PValue),
        ];
        return [.. active.Select((isActive, i) => isActive ? getters[i] : null)];
    }

    private (float Score, double PValue) At(DataViewRow row) =>
        row.Position < 0 ? throw MappedColumns.AtNoRow() : _found!.Value[row.Position];

    private static (float Score, double PValue)[] Find(
        IDataView data, IForecastTransformer model, ForecastAnomalyOptions options)
    {
        var set = SeriesReader.Read(data, new(new SeriesColumns.Number(model.InputColumnName))
        {
            Series = model.SeriesColumnName,
            Time = model.TimeColumnName,
            IrregularTimes = model.IrregularTimes,
        });
        float[][] forecasts = Forecasts(data, model, set);
        var scores = new (float Score, double PValue)[set.Series.Count][];
        for (int number = 0; number < scores.Length; number++)
            scores[number] = Score(set.Series[number], forecasts[number], options.HistoryLength);
        var rows = new (float Score, double PValue)[set.Rows];
        for (long row = 0; row < rows.Length; row++)
        {
            var (number, step) = set.PlaceOf(row);
            rows[row] = scores[number][step];
        }

        return rows;
    }

    // The forecast of each step from the one before it, [steps, targets]; NaN is unknown.
    private static float[][] Forecasts(IDataView data, IForecastTransformer model, SeriesSet set)
    {
        float[][] forecasts = [.. set.Series.Select(series => new float[series.Values.Length])];
        foreach (float[] forecast in forecasts)
            forecast.AsSpan().Fill(float.NaN);
        var scored = model.Transform(data);
        var column = ForecastColumn.Find(scored.Schema, "forecast", model.OutputColumnName);
        using var cursor = scored.GetRowCursor([column]);
        var reader = NumberColumn.Create(cursor, column);
        float[] values = new float[reader.Width];
        for (long row = 0; cursor.MoveNext(); row++)
        {
            var (number, step) = set.PlaceOf(row);
            if (step + 1 >= set.Series[number].Steps)
                continue;
            reader.Read(values);
            values.AsSpan(0, set.Channels).CopyTo(forecasts[number].AsSpan((step + 1) * set.Channels));
        }

        return forecasts;
    }

    private static (float Score, double PValue)[] Score(TimeSeries series, float[] forecasts, int most)
    {
        int targets = series.Channels;
        var scores = new (float Score, double PValue)[series.Steps];
        scores.AsSpan().Fill((float.NaN, 1));
        for (int target = 0; target < targets; target++)
        {
            var (sizes, inOrder) = (new List<float>(), new Queue<float>()); // of the earlier errors: sorted, and by time
            for (int step = 0; step < scores.Length; step++)
            {
                float error = series[step][target] - forecasts[(step * targets) + target], size = Math.Abs(error);
                if (float.IsNaN(error))
                    continue;
                int place = PlaceOf(sizes, size);
                double value = Math.Min(1, targets * (1.0 + sizes.Count - place) / (sizes.Count + 1));
                if (value < scores[step].PValue || float.IsNaN(scores[step].Score))
                    scores[step] = (error, value);
                sizes.Insert(place, size);
                inOrder.Enqueue(size);
                if (inOrder.Count > most)
                    sizes.RemoveAt(PlaceOf(sizes, inOrder.Dequeue()));
            }
        }

        return scores;
    }

    // The number of sizes below this one.
    private static int PlaceOf(List<float> sorted, float size)
    {
        int low = 0, high = sorted.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = sorted[middle] < size ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
