using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>Forecasts of the steps that follow the last rows of series, as rows.</summary>
/// <param name="model">The forecaster.</param>
internal sealed class FutureForecast(ForecastModel model)
{
    internal const string StepColumnName = "Step";

    /// <param name="history">The rows of the series.</param>
    /// <param name="future">What is known of the steps ahead; null if nothing is.</param>
    internal IDataView Of(IDataView history, IDataView? future)
    {
        var set = model.Read(history);
        var known = ReadFuture(set, future);
        ForecastPlace[] places =
            [.. set.Series.Select((series, i) => new ForecastPlace(series, series.Steps - 1, known?[i] ?? default))];
        float[] forecasts = new float[places.Length * model.Outputs];
        model.Score(set, places, forecasts);
        int horizon = model.Architecture.Horizon;
        var rows = Enumerable.Range(0, places.Length * horizon).Select(i => (Series: i / horizon, Step: i % horizon)).ToArray();
        var columns = new List<RecordColumn<(int Series, int Step)>>();
        if (set.NameColumn is { } name)
            columns.Add(name.ToColumn<(int Series, int Step)>(row => row.Series));
        if (set.TimeColumn is { } time)
            columns.Add(time.ToColumn<(int Series, int Step)>(row => TimeOf(set, row.Series, row.Step)));
        columns.Add(RecordColumn<(int Series, int Step)>.Of(StepColumnName, NumberDataViewType.Int32, row => row.Step + 1));
        columns.AddRange(model.Columns.Made.Select((column, i) => ColumnOf(column, forecasts, i * model.Width)));
        return new RecordView<(int Series, int Step)>(columns, rows.Length, () => rows);
    }

    private RecordColumn<(int Series, int Step)> ColumnOf(string name, float[] forecasts, int start)
    {
        int targets = model.Architecture.Targets;
        if (targets == 1)
            return RecordColumn<(int Series, int Step)>.Of(
                name, NumberDataViewType.Single, row => forecasts[(row.Series * model.Outputs) + start + row.Step]);
        return RecordColumn<(int Series, int Step)>.Of(
            name, new VectorDataViewType(NumberDataViewType.Single, targets),
            row => new VBuffer<float>(
                targets, forecasts.AsSpan((row.Series * model.Outputs) + start + (row.Step * targets), targets).ToArray()));
    }

    private static long TimeOf(SeriesSet set, int series, int step) =>
        set.TimeOf(set.Series[series], set.Series[series].Steps + step);

    // What the columns tell of the steps ahead of each series, [horizon, known numbers]; null if nothing needs to be known.
    private ReadOnlyMemory<float>[]? ReadFuture(SeriesSet set, IDataView? future)
    {
        var network = model.Architecture;
        int given = network.KnownNumbers - model.Calendar.Width;
        if (given == 0)
            return null;
        var rows = future is null
            ? throw new InvalidOperationException(
                $"What is known of the steps ahead must be given: rows with the columns " +
                $"{string.Join(", ", model.Columns.Known)}.")
            : SeriesReader.Read(future, model.Columns.ToFuture() with { IrregularTimes = IrregularTimes.Fill });
        var byName = rows.Series.ToDictionary(series => series.Name);
        return [.. set.Series.Select(series => Of(series, byName.GetValueOrDefault(series.Name)))];

        ReadOnlyMemory<float> Of(TimeSeries series, TimeSeries? ahead)
        {
            float[] steps = new float[network.Horizon * given];
            for (int step = 0; step < network.Horizon; step++)
            {
                // Without times, the rows follow the history's.
                long at = ahead is null ? -1
                    : set.TimeColumn is null ? step
                    : (rows.Step ?? set.Step ?? new(1)).IndexOf(ahead.FirstTime, set.TimeOf(series, series.Steps + step));
                if (ahead is null || at < 0 || at >= ahead.Steps || ahead[(int)at].Contains(float.NaN))
                    throw new InvalidOperationException(
                        $"The columns {string.Join(", ", model.Columns.Known)} must be known of {network.Horizon} steps " +
                        $"ahead; they are missing in step {step + 1}" +
                        $"{(series.Name.Length == 0 ? "" : $" of the series '{series.Name}'")}. Add the row.");
                ahead[(int)at].CopyTo(steps.AsSpan(step * given));
            }

            return steps;
        }
    }
}
