using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>A baseline bound to the columns of rows, and to their series.</summary>
internal sealed class BaselineMapping : RowMapping
{
    private readonly BaselineForecastTransformer _model;
    private readonly Lazy<SeriesSet>? _series;
    private readonly IHostEnvironment? _environment;
    private readonly int[] _dependencies;

    /// <param name="inputSchema">The columns of the rows.</param>
    /// <param name="model">The baseline.</param>
    /// <param name="series">The series of the rows; null for the columns alone.</param>
    /// <param name="environment">Determines whether to continue; null to always continue.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    internal BaselineMapping(
        DataViewSchema inputSchema, BaselineForecastTransformer model, Lazy<SeriesSet>? series,
        IHostEnvironment? environment = null)
        : base(inputSchema, ColumnsOf(model.Options, model.Targets))
    {
        (_model, _series) = (model, series);
        _environment = environment is null ? null : HostEnvironments.HostOf(environment, nameof(BaselineMapping));
        var options = model.Options;
        var input = NumberColumn.Find(inputSchema, "input", options.InputColumnName);
        if (NumberColumn.WidthOf(input) != model.Targets)
            throw new ArgumentOutOfRangeException(
                nameof(inputSchema), $"The column '{input.Name}' must have the {model.Targets} numbers that were trained on; " +
                $"received {NumberColumn.WidthOf(input)}. Give rows with the columns of the training rows.");
        DataViewSchema.Column?[] needed =
        [
            input,
            options.SeriesColumnName is { } name ? ScalarColumn.Any(inputSchema, "series", name).Column : null,
            options.TimeColumnName is { } time ? TimeColumn.Of(inputSchema, time).Column : null,
        ];
        _dependencies = [.. needed.OfType<DataViewSchema.Column>().Select(column => column.Index)];
    }

    /// <summary>The columns that are added: forecasts, and the lower and upper bounds, if any.</summary>
    internal static DataViewSchema.DetachedColumn[] ColumnsOf(BaselineForecastOptions options, int targets)
    {
        var type = targets == 1
            ? new VectorDataViewType(NumberDataViewType.Single, options.Horizon)
            : new VectorDataViewType(NumberDataViewType.Single, options.Horizon, targets);
        if (options is not { ConfidenceLowerBoundColumn: { } lower, ConfidenceUpperBoundColumn: { } upper })
            return [new(options.OutputColumnName, type)];
        var level = new DataViewSchema.Annotations.Builder();
        level.AddPrimitiveValue(ForecastColumn.ConfidenceLevel, NumberDataViewType.Single, (float)options.ConfidenceLevel);
        var annotations = level.ToAnnotations();
        return [new(options.OutputColumnName, type), new(lower, type, annotations), new(upper, type, annotations)];
    }

    private protected override IEnumerable<int> Dependencies(int added) => _dependencies;

    internal override Delegate?[] CreateGetters(DataViewRow input, bool[] active)
    {
        if (!active.Contains(true) || _series is null)
            return new Delegate?[active.Length];
        BaselineForecasts? forecasts = null;
        long at = -1;
        return [.. active.Select((isActive, column) => isActive ? CreateGetter(column) : null)];

        Delegate CreateGetter(int column) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> target) =>
        {
            if (input.Position < 0)
                throw MappedColumns.AtNoRow();
            forecasts ??= new BaselineForecasts(_model, _series.Value);
            if (input.Position != at)
            {
                if (_environment is not null)
                    HostEnvironments.CheckAlive(_environment);
                var (series, step) = _series.Value.PlaceOf(at = input.Position);
                forecasts.MoveTo(series, step);
            }

            float[] values = column switch { 0 => forecasts.Values, 1 => forecasts.Lower, _ => forecasts.Upper };
            var editor = VBufferEditor.Create(ref target, values.Length);
            values.CopyTo(editor.Values);
            target = editor.Commit();
        });
    }
}
