using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Trains a forecaster as an ML.NET estimator, for any network. Created by the catalog, as in
/// <c>mlContext.Forecasting.ForecastByGru(…)</c>.
/// </summary>
public sealed class ForecastEstimator : IEstimator<ForecastTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly ForecastOptions _options;
    private readonly ForecastColumns _columns;

    internal ForecastEstimator(IHostEnvironment environment, ForecastOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_environment, _options, _columns) = (environment, options.Copy(), ForecastColumns.Of(options));
    }

    /// <summary>The schema that the trained transformer will produce.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var columns = _columns.ToSeries();
        foreach (var number in columns.Numbers)
            NumberColumn.Requirement(number.Role, number.AcceptsKeys).Find(inputSchema, number.Name);
        var added = _columns.Made.Select(name => new ColumnShape(
            name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, IsKey: false).ToSchemaColumn()).ToArray();
        return new SchemaShape(inputSchema.Where(column => added.All(each => each.Name != column.Name)).Concat(added));
    }

    /// <summary>Reads the series, holds out the end of each, and trains on the rest.</summary>
    /// <param name="input">The rows of the series.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// Times are missing, irregular or twice, the series are too large or too short, the loss is not finite, or the folder for
    /// checkpoints has some of another fit.
    /// </exception>
    public ForecastTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var set = SeriesReader.Read(input, _columns.ToSeries(), _options.CancellationToken);
        var (targets, past, known, constant) = ForecastModel.WidthsOf(set.Columns, _columns);
        set = new CalendarChannels(_options.CalendarFeatures).Insert(set, targets + past + known);
        var network = _options.MakeArchitecture(targets, past, known, constant);
        var objective = _options.MakeObjective(targets);
        var windows = ForecastWindows.Of(set, network, _options.ValidationFraction, _options.ValidationGap);
        var fit = new NetworkFit(
            _environment, _options.MakeFitOptions(network), new ForecastTask(network, objective, _options.ValidationGap),
            new RowColumns(_columns.Input, _columns.Input, null, objective.LabelKind.Requirement));
        var trained = fit.Run(
            windows.Labels, TrainingData.Of(windows.Training, windows.Validation, windows.Labels, windows.Digest));
        return new(new(
            trained, _columns.With(set.Step, NamesOf(input.Schema[_columns.Input])), windows.Scales,
            BoundCalibration.Calibrate(trained, windows.Validation)));
    }

    private static IReadOnlyList<string> NamesOf(DataViewSchema.Column column)
    {
        int targets = NumberColumn.WidthOf(column);
        if (column.Type is not VectorDataViewType)
            return [column.Name];
        return PrimitiveValues.Read(column, ScoreAnnotations.SlotNames) is { AreText: true, Texts: { } names }
            && names.Count == targets
            ? names
            : [.. Enumerable.Range(1, targets).Select(target => FormattableString.Invariant($"{column.Name} {target}"))];
    }
}
