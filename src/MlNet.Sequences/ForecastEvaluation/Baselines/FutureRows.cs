using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The forecasts of what follows the last step of each series: a row a step.</summary>
internal static class FutureRows
{
    /// <summary>The column with the number of the step after the last one, from 1.</summary>
    internal const string StepColumn = "Step";

    /// <param name="set">The series.</param>
    /// <param name="targets">The numbers of a step.</param>
    /// <param name="options">The columns to make.</param>
    /// <param name="forecast">
    /// Returns the forecasts of a series and their bounds, each <c>[horizon, targets]</c>; called by one thread.
    /// </param>
    internal static IDataView Of(
        SeriesSet set, int targets, BaselineForecastOptions options,
        Func<int, (float[] Values, float[] Lower, float[] Upper)> forecast)
    {
        int horizon = options.Horizon;
        var forecasts = new Lazy<(float[] Values, float[] Lower, float[] Upper)[]>(
            () => [.. Enumerable.Range(0, set.Series.Count).Select(forecast)]);
        var columns = new List<RecordColumn<Future>>();
        if (set.NameColumn is { } name)
            columns.Add(name.ToColumn<Future>(row => row.Series));
        if (set.TimeColumn is { } time)
            columns.Add(time.ToColumn<Future>(
                row => set.TimeOf(set.Series[row.Series], set.Series[row.Series].Steps + row.Step)));
        columns.Add(RecordColumn<Future>.Of(StepColumn, NumberDataViewType.Int32, row => row.Step + 1));
        Add(options.OutputColumnName, all => all.Values);
        if (options is { ConfidenceLowerBoundColumn: { } lower, ConfidenceUpperBoundColumn: { } upper })
        {
            var annotations = BaselineMapping.ColumnsOf(options, targets)[1].Annotations;
            Add(lower, all => all.Lower, annotations);
            Add(upper, all => all.Upper, annotations);
        }

        Future[] rows =
        [
            .. Enumerable.Range(0, set.Series.Count).Where(series => set.Series[series].Steps > 0)
                .SelectMany(series => Enumerable.Range(0, horizon).Select(step => new Future(series, step))),
        ];
        return new RecordView<Future>(columns, rows.Length, () => rows);

        void Add(
            string column, Func<(float[] Values, float[] Lower, float[] Upper), float[]> select,
            DataViewSchema.Annotations? annotations = null) => columns.Add(targets == 1
                ? RecordColumn<Future>.Of(
                    column, NumberDataViewType.Single, row => select(forecasts.Value[row.Series])[row.Step], annotations)
                : RecordColumn<Future>.Of(
                    column, new VectorDataViewType(NumberDataViewType.Single, targets),
                    row => new VBuffer<float>(
                        targets, select(forecasts.Value[row.Series])[(row.Step * targets)..((row.Step + 1) * targets)]),
                    annotations));
    }

    private readonly record struct Future(int Series, int Step);
}
