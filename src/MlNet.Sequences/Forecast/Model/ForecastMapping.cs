using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>A forecaster bound to an input schema.</summary>
internal sealed class ForecastMapping : RowMapping
{
    internal const string HorizonAnnotation = "ForecastHorizon", LevelAnnotation = "ConfidenceLevel",
        TargetsAnnotation = "TargetNames";

    internal ForecastMapping(ForecastModel model, DataViewSchema inputSchema)
        : base(inputSchema, [.. Added(model.Columns, model.Architecture.Horizon, model.Objective.ConfidenceLevel)])
    {
        Model = model;
        // Fails here, and not only in the first row, if one is missing or of a wrong type.
        var columns = model.Columns.ToSeries();
        if (columns.Series is { } series)
            ScalarColumn.Any(inputSchema, "series", series);
        if (columns.Time is { } time)
            TimeColumn.Of(inputSchema, time);
        foreach (var number in columns.Numbers)
            NumberColumn.Find(inputSchema, number.Role, number.Name, number.AcceptsKeys);
    }

    internal ForecastModel Model { get; }

    /// <summary>The columns of forecasts.</summary>
    /// <param name="columns">Their names, and those of the targets.</param>
    /// <param name="horizon">The steps ahead.</param>
    /// <param name="level">The fraction of values between the bounds; null without bounds.</param>
    internal static IEnumerable<DataViewSchema.DetachedColumn> Added(ForecastColumns columns, int horizon, double? level)
    {
        int targets = columns.Targets.Count;
        var type = targets == 1
            ? new VectorDataViewType(NumberDataViewType.Single, horizon)
            : new VectorDataViewType(NumberDataViewType.Single, horizon, targets);
        return columns.Made.Select((name, i) =>
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.AddPrimitiveValue(HorizonAnnotation, NumberDataViewType.Int32, horizon);
            var names = new VBuffer<ReadOnlyMemory<char>>(targets, [.. columns.Targets.Select(target => target.AsMemory())]);
            annotations.Add(
                TargetsAnnotation, new VectorDataViewType(TextDataViewType.Instance, targets),
                (ref VBuffer<ReadOnlyMemory<char>> value) => names.CopyTo(ref value));
            if (level is { } fraction && i > 0)
                annotations.AddPrimitiveValue(LevelAnnotation, NumberDataViewType.Single, (float)fraction);
            return new DataViewSchema.DetachedColumn(name, type, annotations.ToAnnotations());
        });
    }

    // A forecast reads all rows of a series.
    private protected override IEnumerable<int> Dependencies(int added) => [];

    internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active) =>
        [.. active.Select(isActive => isActive ? throw new InvalidOperationException(
            "A forecast is made of the rows before, and not of one row. Call Transform or Forecast.") : (Delegate?)null)];
}
