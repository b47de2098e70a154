using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>A forecast of a textbook's method: see <c>mlContext.Forecasting.ForecastByBaseline</c>.</summary>
/// <remarks>Plain values, read when the estimator is made.</remarks>
public sealed class BaselineForecastOptions
{
    /// <summary>The method. Default: <see cref="BaselineMethod.SeasonalNaive"/>.</summary>
    public BaselineMethod Method { get; set; } = BaselineMethod.SeasonalNaive;

    /// <summary>
    /// The column of forecasts to make: a vector of Single, the steps after the row; with several targets [Horizon, targets].
    /// Default: "Forecast".
    /// </summary>
    public string OutputColumnName { get; set; } = "Forecast";

    /// <summary>
    /// The column to forecast: Single, or a vector of Single of a fixed size, each slot by itself. NaN is missing. Required.
    /// </summary>
    public string InputColumnName { get; set; } = "";

    /// <summary>
    /// The column that tells to which series a row belongs, of any type of one value. Null for one series. Default: null.
    /// </summary>
    public string? SeriesColumnName { get; set; }

    /// <summary>
    /// The column with the time of a row: dates, durations or whole numbers. Null if the rows of a series are in order, one step
    /// apart. Default: null.
    /// </summary>
    public string? TimeColumnName { get; set; }

    /// <summary>The number of steps to forecast, from 1 to 100000. Default: 1.</summary>
    [Range(1, 100_000)]
    public int Horizon { get; set; } = 1;

    /// <summary>
    /// The number of steps in a season, such as 24 for the hours of a day, from 1 to 100000; 1 for none. Default: 1.
    /// </summary>
    [Range(1, 100_000)]
    public int Seasonality { get; set; } = 1;

    /// <summary>
    /// The column of lower bounds to make, of the forecasts' type. Null for no bounds. Bounds lie as far from a forecast as the
    /// errors of forecasts of the training rows, by series and step (split conformal prediction), or, for a series without enough
    /// of them, as those of all series, relative to its seasonal naive error. Default: null.
    /// </summary>
    public string? ConfidenceLowerBoundColumn { get; set; }

    /// <summary>The column of upper bounds to make. Null for no bounds. Default: null.</summary>
    public string? ConfidenceUpperBoundColumn { get; set; }

    /// <summary>The probability that an outcome lies within the bounds; above 0 and below 1. Default: 0.95.</summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double ConfidenceLevel { get; set; } = 0.95;

    /// <summary>
    /// What happens to series whose rows are not one step of time apart. Default: <see cref="IrregularTimes.Error"/>.
    /// </summary>
    public IrregularTimes IrregularTimes { get; set; }

    /// <summary>
    /// The most numbers, steps times targets, that are held in memory; from 1 to 1073741824, each 4 bytes. Default:
    /// 268,435,456, which is 1 GiB.
    /// </summary>
    [Range(1, 1 << 30)]
    public int MaximumNumberOfValues { get; set; } = SeriesColumns.DefaultMaximumNumberOfValues;

    internal bool HasBounds => ConfidenceLowerBoundColumn is not null;

    internal SeriesColumns Columns => new(new SeriesColumns.Number(InputColumnName))
    {
        Series = SeriesColumnName,
        Time = TimeColumnName,
        IrregularTimes = IrregularTimes,
        MaximumNumberOfValues = MaximumNumberOfValues,
    };

    internal BaselineForecastOptions Copy() => (BaselineForecastOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">Rules are violated; the message lists every violation.</exception>
    internal void Check()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        violations.Name(nameof(OutputColumnName), OutputColumnName);
        violations.Name(nameof(InputColumnName), InputColumnName);
        OptionalColumns.AddViolations(
            violations, SeriesColumnName, TimeColumnName, ConfidenceLowerBoundColumn, ConfidenceUpperBoundColumn);
        string?[] made = [OutputColumnName, ConfidenceLowerBoundColumn, ConfidenceUpperBoundColumn];
        if (made.OfType<string>().GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key is { } twice)
            violations.AddRule($"The columns to make must have different names", twice, $"rename one of them");
        violations.ThrowIfAny(nameof(BaselineForecastOptions));
    }
}
