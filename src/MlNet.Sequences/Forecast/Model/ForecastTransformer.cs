using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(ForecastTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// A trained forecaster as an ML.NET transformer. <see cref="SequenceTransformer.Transform"/> keeps the rows in their order: in
/// row t of a series, the column Forecast is a vector of Single with a number for each step of the horizon (several targets:
/// [steps, targets]), for the steps t + 1, t + 2, …, from the rows of the same series in that view up to and including t.
/// <see cref="Forecast(IDataView, IDataView)"/> forecasts what follows the last row of each series.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. A row with fewer rows before it than the window, or with no value in its window, has a vector of
/// NaN, and so has one whose known future is not known. The first cursor reads the whole view into memory. Disposing frees the
/// weights once the forecasts in progress are done.
/// </remarks>
public sealed class ForecastTransformer
    : SequenceTransformer, IForecastTransformer, ILoadableTransformer, ITrainedModel, IDisposable
{
    private const string ColumnsEntry = "forecast.json", ScalesEntry = "scales.json", BoundsEntry = "bounds.json";

    private readonly ForecastModel _model;

    internal ForecastTransformer(ForecastModel model) => _model = model;

    static string ILoadableTransformer.Kind => "forecast";

    static int ILoadableTransformer.FormatVersion => TrainedNetwork.FormatVersion;

    TrainedNetwork ITrainedModel.Network => _model.Network;

    /// <summary>How training went: the epochs' losses and metrics, the seed, the number of windows as rows.</summary>
    public TrainingHistory History => _model.Network.History;

    /// <summary>The number of past steps that a forecast is made from.</summary>
    public int WindowSize => _model.Architecture.WindowSize;

    /// <summary>The number of steps that are forecast.</summary>
    public int Horizon => _model.Architecture.Horizon;

    /// <summary>The network: "segment-gru", "segment-lstm", "patch-transformer" or "linear-forecast".</summary>
    public string Architecture => ModelParts<NetworkArchitecture>.NameOf(_model.Network.Architecture);

    /// <inheritdoc/>
    public string InputColumnName => _model.Columns.Input;

    /// <inheritdoc/>
    public string OutputColumnName => _model.Columns.Output;

    /// <inheritdoc/>
    public string? SeriesColumnName => _model.Columns.Series;

    /// <inheritdoc/>
    public string? TimeColumnName => _model.Columns.Time;

    /// <inheritdoc/>
    public string? ConfidenceLowerBoundColumn => _model.Columns.LowerBound;

    /// <inheritdoc/>
    public string? ConfidenceUpperBoundColumn => _model.Columns.UpperBound;

    /// <inheritdoc/>
    public double? ConfidenceLevel => (_model.Network.Objective as ForecastObjective)?.ConfidenceLevel;

    /// <inheritdoc/>
    public IrregularTimes IrregularTimes => _model.Columns.IrregularTimes;

    /// <summary>The names of the targets: the slots of the column, or the column itself.</summary>
    public IReadOnlyList<string> TargetNames => _model.Columns.Targets;

    /// <summary>The number of trained weights.</summary>
    public long NumberOfParameters => _model.Network.NumberOfParameters;

    internal override string? ReasonAgainstOnnx =>
        "Forecasts are computed from whole series, and can't be exported to ONNX yet. Save the model instead.";

    private protected override bool IsRowToRow => false;

    /// <summary>
    /// Forecasts what follows the last row of each series: a row for each series and step, with the columns of the series and of
    /// the time, Step (Int32, from 1), and the forecast and its bounds (Single, or a vector of Single if there are several
    /// targets).
    /// </summary>
    /// <param name="history">The rows of the series; the window at the end of each counts.</param>
    /// <param name="future">
    /// Rows of the steps ahead with the columns whose future is known, and those of series and time; null if there are none.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of a wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// Something that must be known of a step ahead is not in the future rows.
    /// </exception>
    public IDataView Forecast(IDataView history, IDataView? future = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        return new FutureForecast(_model).Of(history, future);
    }

    /// <summary>Frees the weights once the forecasts in progress are done. Safe to call more than once, and from any
    /// thread.</summary>
    public void Dispose() => _model.Dispose();

    private protected override RowMapping Bind(DataViewSchema inputSchema) => new ForecastMapping(_model, inputSchema);

    private protected override IDataView MakeView(IDataView input, RowMapping mapping) =>
        new ForecastView(input, (ForecastMapping)mapping, this);

    private protected override void Save(ModelWriter writer)
    {
        _model.Network.Save(writer);
        writer.AddJson(ColumnsEntry, _model.Columns);
        writer.AddJson(ScalesEntry, _model.Scales);
        writer.AddJson(BoundsEntry, new Bounds(_model.Offsets));
    }

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader)
    {
        var columns = reader.GetJson<ForecastColumns>(ColumnsEntry);
        ModelReader.CheckSettings(ColumnsEntry, nameof(ForecastColumns), columns.AddViolations);
        var scales = reader.GetJson<SeriesScales>(ScalesEntry);
        var offsets = reader.GetJson<Bounds>(BoundsEntry).Offsets;
        var network = TrainedNetwork.Load(environment, reader);
        try
        {
            if (network is not { Architecture: ForecastArchitecture architecture, Objective: ForecastObjective objective }
                || objective.Width != (long)architecture.Horizon * architecture.Targets
                || objective.Outputs != objective.Width * architecture.Values
                || columns.Made.Count != architecture.Values || columns.Targets.Count != architecture.Targets
                || network.Input.Channels != architecture.Channels)
                throw ModelReader.Damaged(ColumnsEntry, "does not fit the network");
            if (!scales.Fit(architecture.Targets, architecture.Channels - architecture.Targets))
                throw ModelReader.Damaged(ScalesEntry, "has scales of other numbers than the network reads");
            if (offsets is not null && !(objective.ConfidenceLevel is not null
                && IsOf(offsets.Lower, objective.Width) && IsOf(offsets.Upper, objective.Width)))
                throw ModelReader.Damaged(BoundsEntry, "has bounds of other numbers than the network forecasts");
            return new ForecastTransformer(new(network, columns, scales, offsets));
        }
        catch
        {
            network.Dispose();
            throw;
        }

        static bool IsOf(IReadOnlyList<float> numbers, int count) => numbers.Count == count && numbers.All(float.IsFinite);
    }

    private sealed record Bounds(ConformalOffsets? Offsets);
}
