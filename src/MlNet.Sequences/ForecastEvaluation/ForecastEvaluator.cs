using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNet.Sequences;

/// <summary>Compares forecasts with later rows: see <see cref="ForecastMetrics"/>.</summary>
internal sealed class ForecastEvaluator
{
    private readonly IHostEnvironment _environment;
    private readonly IDataView _data;
    private readonly ForecastEvaluationOptions _options;
    private readonly DataViewSchema.Column _label, _forecast;
    private readonly DataViewSchema.Column[] _bounds;
    private readonly double? _level;
    private readonly int _targets, _horizon;

    /// <param name="environment">Stops the work.</param>
    /// <param name="data">Rows with forecasts.</param>
    /// <param name="options">Valid options.</param>
    /// <exception cref="ArgumentException">
    /// A column is missing or of a wrong type, or the bounds' probability is unknown.
    /// </exception>
    internal ForecastEvaluator(IHostEnvironment environment, IDataView data, ForecastEvaluationOptions options)
    {
        (_environment, _data, _options) = (HostEnvironments.HostOf(environment, nameof(ForecastEvaluator)), data, options);
        _label = NumberColumn.Find(data.Schema, "label", options.LabelColumnName);
        _forecast = ForecastColumn.Find(data.Schema, "forecast", options.ForecastColumnName);
        _targets = NumberColumn.WidthOf(_label);
        _horizon = ForecastColumn.HorizonOf(_forecast, _targets, _label.Name);
        _bounds = options.ConfidenceLowerBoundColumn is { } lower && options.ConfidenceUpperBoundColumn is { } upper
            ? [ForecastColumn.Find(data.Schema, "lower bound", lower), ForecastColumn.Find(data.Schema, "upper bound", upper)]
            : [];
        foreach (var bound in _bounds)
        {
            if (NumberColumn.WidthOf(bound) != NumberColumn.WidthOf(_forecast))
                throw new ArgumentOutOfRangeException(
                    nameof(data), $"The bounds must have as many values as the forecasts: '{bound.Name}' has " +
                    $"{NumberColumn.WidthOf(bound)}, and '{_forecast.Name}' {NumberColumn.WidthOf(_forecast)}. Name the " +
                    "columns of one model.");
        }

        _level = _bounds is [var first, ..]
            ? options.ConfidenceLevel ?? ForecastColumn.LevelOf(first) ?? throw new ArgumentException(
                $"{nameof(options.ConfidenceLevel)} must be set, because the column '{first.Name}' has no annotation " +
                $"{ForecastColumn.ConfidenceLevel}; received null. Set the probability of the bounds, such as 0.9.",
                nameof(options))
            : null;
    }

    /// <param name="trainingData">Rows with the label, for the scale of the scaled metrics; null for those before the test part.
    /// </param>
    /// <exception cref="InvalidOperationException">There is no forecast with outcomes, or a time is missing or twice.</exception>
    internal ForecastMetrics Run(IDataView? trainingData)
    {
        var rows = SeriesReader.Read(_data, _options.Columns);
        var table = new ErrorTable(rows.Series.Count, _targets, _horizon, _level);
        int withoutScale = SetScales(rows, table, trainingData);
        var (forecasts, withoutOutcome, withoutForecast) = Compare(rows, table);
        if (forecasts == 0)
            throw new InvalidOperationException(
                $"The data must have a forecast of which all {_horizon} steps are in the data; received none: " +
                $"{withoutForecast} rows have no forecast (too little history), and for {withoutOutcome} the data end too " +
                $"early{(_options.NumberOfTestSteps is { } steps ? $", in a test part of {steps} steps" : "")}. " +
                "Give longer series.");

        var names = NamesOfTargets();
        var series = Enumerable.Range(0, rows.Series.Count).Where(table.Has).ToArray();
        bool hasScale = trainingData is not null || _options.NumberOfTestSteps is not null;
        return new(table.OfAll())
        {
            NumberOfForecasts = forecasts,
            ForecastsWithoutOutcome = withoutOutcome,
            RowsWithoutForecast = withoutForecast,
            SeriesWithoutScale = hasScale ? withoutScale : 0,
            BySteps = [.. Enumerable.Range(0, _horizon).Select(table.OfStep)],
            BySeries = series.ToDictionary(number => rows.Series[number].Name, table.OfSeries),
            ByTargets = Enumerable.Range(0, _targets).ToDictionary(target => names[target], table.OfTarget),
        };
    }

    private int SetScales(SeriesSet rows, ErrorTable table, IDataView? trainingData)
    {
        SeriesSet? training = null;
        if (trainingData is not null)
        {
            var label = NumberColumn.Find(trainingData.Schema, "label", _options.LabelColumnName);
            if (NumberColumn.WidthOf(label) != _targets)
                throw new ArgumentOutOfRangeException(
                    nameof(trainingData), $"The label must have the same size in all data: '{label.Name}' has {_targets} " +
                    $"numbers in the rows with forecasts, and {NumberColumn.WidthOf(label)} in the training data.");
            training = SeriesReader.Read(trainingData, _options.Columns);
        }

        var trained = training?.Series.ToDictionary(each => each.Name);
        int without = 0;
        for (int series = 0; series < rows.Series.Count; series++)
        {
            var here = rows.Series[series];
            var inSample = default(ReadOnlySpan<float>);
            if (trained is not null)
                inSample = trained.TryGetValue(here.Name, out var past) ? past.Values : default;
            else if (_options.NumberOfTestSteps is { } steps && here.Steps > steps)
                inSample = here.Values[..((here.Steps - steps) * _targets)];
            for (int target = 0; target < _targets; target++)
            {
                var scale = SeasonalScale.Of(inSample, _options.Seasonality, _targets, target);
                table.SetScale(series, target, scale);
                without += scale.IsUsable ? 0 : 1;
            }
        }

        return without;
    }

    private (long Forecasts, long WithoutOutcome, long WithoutForecast) Compare(SeriesSet rows, ErrorTable table)
    {
        using var cursor = _data.GetRowCursor([_forecast, .. _bounds]);
        NumberColumn[] readers = [.. _bounds.Prepend(_forecast).Select(column => NumberColumn.Create(cursor, column))];
        float[][] values = [.. readers.Select(reader => new float[reader.Width])];
        var (forecasts, withoutOutcome, withoutForecast) = (0L, 0L, 0L);
        for (long row = 0; cursor.MoveNext(); row++)
        {
            HostEnvironments.CheckAlive(_environment);
            var (number, step) = rows.PlaceOf(row);
            var series = rows.Series[number];
            var (next, steps) = (step + 1, series.Steps);
            if (next < steps - (_options.NumberOfTestSteps ?? steps))
                continue;
            if (next + _horizon > steps)
            {
                withoutOutcome++;
                continue;
            }

            for (int i = 0; i < readers.Length; i++)
                readers[i].Read(values[i]);
            if (Array.Exists(values, HasNaN))
            {
                withoutForecast++;
                continue;
            }

            forecasts++;
            table.Add(
                number, values[0], values.ElementAtOrDefault(1), values.ElementAtOrDefault(2),
                series.Values.Slice(next * _targets, _horizon * _targets));
        }

        return (forecasts, withoutOutcome, withoutForecast);
    }

    private static bool HasNaN(float[] values) => Array.Exists(values, float.IsNaN);

    private IReadOnlyList<string> NamesOfTargets() =>
        PrimitiveValues.Read(_label, ScoreAnnotations.SlotNames)?.Texts is { } names && names.Count == _targets
            && names.Distinct().Count() == _targets
            ? [.. names]
            : [.. Enumerable.Range(0, _targets).Select(target => target.ToString(CultureInfo.InvariantCulture))];
}
