using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>Which forecasts are evaluated, and how: see <c>mlContext.Forecasting.Evaluate</c>.</summary>
/// <remarks>Plain values, read when the method is called.</remarks>
public sealed class ForecastEvaluationOptions
{
    /// <summary>
    /// The column with what happened: Single, or a vector of Single of a fixed size, with a target a slot. A row's forecasts are
    /// compared with later rows of its series. Required.
    /// </summary>
    public string LabelColumnName { get; set; } = "";

    /// <summary>
    /// The column with the forecasts, a vector of Single: the steps after the row, one after another, each with all targets.
    /// Default: "Forecast".
    /// </summary>
    public string ForecastColumnName { get; set; } = "Forecast";

    /// <summary>
    /// The column that tells to which series a row belongs, of any type of one value. Null for one series. Default: null.
    /// </summary>
    public string? SeriesColumnName { get; set; }

    /// <summary>
    /// The column with the time of a row: dates, durations or whole numbers. Null if the rows of a series are in order, one step
    /// apart. Default: null.
    /// </summary>
    public string? TimeColumnName { get; set; }

    /// <summary>The column with the lower bounds, of the forecasts' type. Null for none. Default: null.</summary>
    public string? ConfidenceLowerBoundColumn { get; set; }

    /// <summary>The column with the upper bounds, of the forecasts' type. Null for none. Default: null.</summary>
    public string? ConfidenceUpperBoundColumn { get; set; }

    /// <summary>
    /// The probability that an outcome lies within the bounds; above 0 and below 1. Null for the one that the lower bound's
    /// column has in its annotation <c>ConfidenceLevel</c>. Default: null.
    /// </summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double? ConfidenceLevel { get; set; }

    /// <summary>
    /// The number of steps in a season, such as 24 for the hours of a day, for the seasonal naive error that scales MASE, RMSSE
    /// and MSIS; from 1 to 1000000, where 1 is the error of the last value. Default: 1.
    /// </summary>
    [Range(1, 1_000_000)]
    public int Seasonality { get; set; } = 1;

    /// <summary>
    /// How many steps at the end of each series are the test part: only forecasts whose steps all lie in it are evaluated, and
    /// what precedes it is the training data of the scaled metrics, if no other are given. Null to evaluate all forecasts.
    /// Default: null.
    /// </summary>
    public int? NumberOfTestSteps { get; set; }

    /// <summary>
    /// What happens to series whose rows are not one step of time apart. Filled-in steps have no outcome. Default:
    /// <see cref="IrregularTimes.Error"/>.
    /// </summary>
    public IrregularTimes IrregularTimes { get; set; }

    internal SeriesColumns Columns => new(new SeriesColumns.Number(LabelColumnName, "label"))
    {
        Series = SeriesColumnName,
        Time = TimeColumnName,
        IrregularTimes = IrregularTimes,
    };

    internal ForecastEvaluationOptions Copy() => (ForecastEvaluationOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">Rules are violated; the message lists every violation.</exception>
    internal void Check()
    {
        var violations = new OptionViolations();
        OptionRules.AddViolations(this, violations);
        violations.Name(nameof(LabelColumnName), LabelColumnName);
        violations.Name(nameof(ForecastColumnName), ForecastColumnName);
        OptionalColumns.AddViolations(
            violations, SeriesColumnName, TimeColumnName, ConfidenceLowerBoundColumn, ConfidenceUpperBoundColumn);
        if (NumberOfTestSteps < 1)
            violations.Add(
                nameof(NumberOfTestSteps), $"must be at least 1", NumberOfTestSteps, $"set the length of the test part, or null");
        violations.ThrowIfAny(nameof(ForecastEvaluationOptions));
    }
}
