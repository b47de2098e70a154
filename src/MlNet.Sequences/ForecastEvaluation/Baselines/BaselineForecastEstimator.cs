using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>
/// Forecasts series by a method of the textbook: see <see cref="BaselineMethod"/>. Fits smoothing parameters to each series, if
/// the method has any, and the bounds.
/// </summary>
public sealed class BaselineForecastEstimator : IEstimator<BaselineForecastTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly BaselineForecastOptions _options;

    /// <exception cref="ArgumentException">Options violate a rule.</exception>
    internal BaselineForecastEstimator(IHostEnvironment environment, BaselineForecastOptions options)
    {
        options.Check();
        (_environment, _options) = (environment, options.Copy());
    }

    /// <summary>The schema with the new columns, as known before there are data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column to forecast is missing or of another type.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        NumberColumn.Requirement("input", acceptsKeys: false).Find(inputSchema, _options.InputColumnName);
        SchemaShape.Column[] added = [.. BaselineMapping.ColumnsOf(_options, targets: 1).Select(ColumnShapes.Of)];
        return new([.. inputSchema.Where(column => added.All(other => other.Name != column.Name)), .. added]);
    }

    /// <summary>Reads the series, and fits the method to each of them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidOperationException">
    /// Times are missing, irregular or twice, there are too many numbers, or too few for bounds.
    /// </exception>
    public BaselineForecastTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var host = HostEnvironments.HostOf(_environment, nameof(BaselineForecastEstimator));
        var set = SeriesReader.Read(input, _options.Columns);
        var (targets, series) = (set.Channels, set.Series);
        var fits = new BaselineFit[series.Count * targets];
        ParallelWork.ForRanges(fits.Length, 1, Environment.ProcessorCount, (start, end) =>
        {
            for (int i = start; i < end; i++)
            {
                HostEnvironments.CheckAlive(host);
                fits[i] = Fit(series[i / targets].ValuesOf(i % targets));
            }
        });

        return new(_environment, _options, [.. series.Select(each => each.Name)], targets, fits, FitAll(series, targets, fits));
    }

    private BaselineFit Fit(float[] values)
    {
        double[] parameters = BaselineFit.FitParameters(_options.Method, _options.Seasonality, values);
        if (!_options.HasBounds)
            return new(parameters, null);
        var scores = new ConformalScores(_options.Horizon);
        AddScores(values, parameters, scores, scale: 1);
        return new(parameters, FiniteOf(scores));
    }

    // What is common to all series, for one that was not seen, or that is too short for bounds of its own.
    private BaselineFit FitAll(IReadOnlyList<TimeSeries> series, int targets, BaselineFit[] fits)
    {
        int parameters = SeriesForecaster.ParametersOf(_options.Method, _options.Seasonality);
        double[] medians = [.. Enumerable.Range(0, parameters).Select(i => MedianOf([.. fits.Select(fit => fit.Parameters[i])]))];
        if (!_options.HasBounds)
            return new(medians, null);
        const int MostSeries = 256;
        int stride = Math.Max(1, fits.Length / MostSeries);
        var scores = new ConformalScores(_options.Horizon);
        for (int i = 0; i < fits.Length; i += stride)
        {
            float[] values = series[i / targets].ValuesOf(i % targets);
            var scale = SeasonalScale.Of(values, _options.Seasonality, 1, 0);
            if (scale.IsUsable)
                AddScores(values, fits[i].Parameters, scores, scale.Absolute);
        }

        return new(medians, FiniteOf(scores) ?? throw OptionMessage.Invalid(
            $"Bounds must be fitted to forecasts of {_options.Horizon} steps ({nameof(_options.Horizon):option}) in the " +
            $"training rows; there are too few for a {nameof(_options.ConfidenceLevel):option} of " +
            $"{_options.ConfidenceLevel}. Give longer series, forecast fewer steps, or name no columns of bounds."));
    }

    private void AddScores(float[] values, double[] parameters, ConformalScores scores, double scale) => BaselineFit.Score(
        SeriesForecaster.Create(_options.Method, _options.Seasonality, parameters), values, scores, _options.Horizon, scale);

    private float[]? FiniteOf(ConformalScores scores)
    {
        float[] widths = [.. scores.Symmetric(_options.ConfidenceLevel).Upper];
        return Array.TrueForAll(widths, float.IsFinite) ? widths : null;
    }

    private static double MedianOf(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? 0.5 : values[values.Length / 2];
    }
}
