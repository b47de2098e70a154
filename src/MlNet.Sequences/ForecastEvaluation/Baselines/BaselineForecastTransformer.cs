using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: ModelKind(typeof(BaselineForecastTransformer))]

namespace MlNet.Sequences;

/// <summary>
/// Forecasts series by a method of the textbook. Adds to each row a vector of the forecasts of the steps after it, from this row
/// and the earlier ones of its series in the same data, and, if named, their bounds; a row with too little history has NaN. Made
/// by <see cref="BaselineForecastEstimator"/>.
/// </summary>
/// <remarks>
/// Immutable and thread-safe. The rows keep their order. A forecast is computed when it is read; the series are read once, before
/// that, and held in memory. A series that was not trained on has the parameters that are common to all. It is not a row-to-row
/// mapper: a row alone has no history.
/// </remarks>
public sealed class BaselineForecastTransformer : SequenceTransformer, IForecastTransformer, ILoadableTransformer
{
    private const string SettingsEntry = "baseline.json", SeriesEntry = "series.json";

    private readonly IHostEnvironment _environment;
    private readonly IReadOnlyList<string> _names;
    private readonly BaselineFit[] _fits;
    private readonly BaselineFit _common;
    private readonly Dictionary<string, int> _seriesByName;

    /// <param name="environment">Determines whether to continue.</param>
    /// <param name="options">Valid options.</param>
    /// <param name="names">The series that were trained on.</param>
    /// <param name="targets">The numbers of a step.</param>
    /// <param name="fits">What was fitted to each series, and of that to each target.</param>
    /// <param name="common">What was fitted to all.</param>
    internal BaselineForecastTransformer(
        IHostEnvironment environment, BaselineForecastOptions options, IReadOnlyList<string> names, int targets,
        BaselineFit[] fits, BaselineFit common)
    {
        (_environment, Options, _names, Targets, _fits, _common) = (environment, options, names, targets, fits, common);
        _seriesByName = Enumerable.Range(0, names.Count).ToDictionary(number => names[number]);
    }

    static string ILoadableTransformer.Kind => "baseline-forecast";

    static int ILoadableTransformer.FormatVersion => 1;

    internal override string? ReasonAgainstOnnx =>
        "Forecasts of a baseline are computed from whole series, and can't be exported to ONNX. Save the model instead.";

    /// <summary>The method.</summary>
    public BaselineMethod Method => Options.Method;

    /// <inheritdoc/>
    public int Horizon => Options.Horizon;

    /// <inheritdoc/>
    public string InputColumnName => Options.InputColumnName;

    /// <inheritdoc/>
    public string OutputColumnName => Options.OutputColumnName;

    /// <inheritdoc/>
    public string? SeriesColumnName => Options.SeriesColumnName;

    /// <inheritdoc/>
    public string? TimeColumnName => Options.TimeColumnName;

    /// <inheritdoc/>
    public string? ConfidenceLowerBoundColumn => Options.ConfidenceLowerBoundColumn;

    /// <inheritdoc/>
    public string? ConfidenceUpperBoundColumn => Options.ConfidenceUpperBoundColumn;

    /// <inheritdoc/>
    public double? ConfidenceLevel => Options.HasBounds ? Options.ConfidenceLevel : null;

    /// <inheritdoc/>
    public IrregularTimes IrregularTimes => Options.IrregularTimes;

    internal BaselineForecastOptions Options { get; }

    internal int Targets { get; }

    private protected override bool IsRowToRow => false;

    /// <summary>
    /// Forecasts what follows the last row of each series: a row a step, with the series, the time and the number of the step
    /// ("Step", from 1), the forecast and its bounds.
    /// </summary>
    /// <param name="history">The rows of the series up to now.</param>
    /// <param name="future">Must be null: a baseline reads no column whose future is known.</param>
    /// <exception cref="ArgumentException">There is a future.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">Thrown when the result is read, if times are missing, irregular or twice.
    /// </exception>
    public IDataView Forecast(IDataView history, IDataView? future = null)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (future is not null)
            throw new ArgumentException(
                "The future must be null, because a baseline reads no column whose future is known; received rows. Leave it out.",
                nameof(future));
        Bind(history.Schema);
        var set = SeriesReader.Read(history, Options.Columns);
        var forecasts = new BaselineForecasts(this, set);
        return FutureRows.Of(set, Targets, Options, series =>
        {
            forecasts.MoveTo(series, set.Series[series].Steps - 1);
            return ([.. forecasts.Values], [.. forecasts.Lower], [.. forecasts.Upper]);
        });
    }

    /// <summary>What was fitted to a target of a series, and whether to that series itself.</summary>
    internal (BaselineFit Fit, bool IsOwn) FitOf(string series, int target) =>
        _seriesByName.TryGetValue(series, out int number) ? (_fits[(number * Targets) + target], true) : (_common, false);

    /// <summary>The widths of bounds relative to the seasonal naive error of a series.</summary>
    internal float[]? RelativeWidths => _common.Widths;

    private protected override RowMapping Bind(DataViewSchema inputSchema) => new BaselineMapping(inputSchema, this, null);

    private protected override IDataView MakeView(IDataView input, RowMapping mapping)
    {
        var series = new Lazy<SeriesSet>(() => SeriesReader.Read(input, Options.Columns));
        return new MappedDataView(
            new InOrderView(input), new BaselineMapping(input.Schema, this, series, _environment), this, threads: 1);
    }

    private protected override void Save(ModelWriter writer)
    {
        writer.AddJson(SettingsEntry, new Settings(Options, Targets));
        writer.AddJson(SeriesEntry, new Fitted(_names, _fits, _common));
    }

    static SequenceTransformer ILoadableTransformer.Load(IHostEnvironment environment, ModelReader reader)
    {
        var settings = reader.GetJson<Settings>(SettingsEntry);
        var fitted = reader.GetJson<Fitted>(SeriesEntry);
        if (settings is not { Options: not null, Targets: > 0 })
            throw ModelReader.Damaged(SettingsEntry, "has no options or targets");
        ModelReader.CheckSettings(SettingsEntry, settings.Options.Check);
        var options = settings.Options;
        int parameters = SeriesForecaster.ParametersOf(options.Method, options.Seasonality);
        if (fitted is not { Names: not null, Fits: not null, Common: not null }
            || fitted.Fits.Length != fitted.Names.Count * settings.Targets
            || fitted.Names.Distinct().Count() != fitted.Names.Count
            || !fitted.Fits.Append(fitted.Common).All(IsWhole)
            || (options.HasBounds && fitted.Common.Widths is null))
            throw ModelReader.Damaged(SeriesEntry, "does not have what was fitted to each series");
        return new BaselineForecastTransformer(
            environment, options, fitted.Names, settings.Targets, fitted.Fits, fitted.Common);

        bool IsWhole(BaselineFit? fit) => fit is { Parameters: not null } && fit.Parameters.Length == parameters
            && (fit.Widths is null || fit.Widths.Length == options.Horizon);
    }

    private sealed record Settings(BaselineForecastOptions Options, int Targets);

    private sealed record Fitted(IReadOnlyList<string> Names, BaselineFit[] Fits, BaselineFit Common);
}
