using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>The options of every forecaster; those of each network derive from it.</summary>
/// <remarks>
/// Plain values: change them until the estimator is created, which checks them all at once and throws an
/// <see cref="ArgumentException"/> that lists every violation with the rule, the value received and the remedy.
/// </remarks>
public abstract partial class ForecastOptions
{
    internal const string DefaultOutputColumnName = "Forecast";

    private protected ForecastOptions()
    {
    }

    /// <summary>
    /// The column of forecasts to make: a vector of Single with a number for each step ahead, or, if there are several targets,
    /// with the dimensions [steps, targets]. Default: "Forecast".
    /// </summary>
    public string OutputColumnName { get; set; } = DefaultOutputColumnName;

    /// <summary>
    /// The column to forecast: Single, or a vector of Single of a fixed size with several targets, each of which is forecast from
    /// its own past by the same network. NaN is a missing value. Required.
    /// </summary>
    public string InputColumnName { get; set; } = "";

    /// <summary>
    /// The column with the time of a row: a date, a duration or a whole number. The rows of a series may then be in any order.
    /// Null if they are in order and one step apart. Default: null.
    /// </summary>
    public string? TimeColumnName { get; set; }

    /// <summary>
    /// The column that tells to which series a row belongs: of any type of one value, such as Text, a key or an integer. One
    /// network learns all series. Null for one series. Default: null.
    /// </summary>
    public string? SeriesColumnName { get; set; }

    /// <summary>
    /// Columns of Single, or of vectors of them, whose numbers are known up to the last row only, such as a measured temperature.
    /// Default: none.
    /// </summary>
    public IList<string> PastColumns { get; set; } = [];

    /// <summary>
    /// Columns of Single, of vectors of them, or of Boolean whose numbers are known of the steps ahead, too, such as holidays.
    /// Default: none.
    /// </summary>
    public IList<string> KnownFutureColumns { get; set; } = [];

    /// <summary>
    /// Columns of Single, of vectors of them, or of Boolean that are the same in all rows of a series; the last row of a window
    /// counts. Default: none.
    /// </summary>
    public IList<string> StaticColumns { get; set; } = [];

    /// <summary>
    /// What is made of the dates in <see cref="TimeColumnName"/> beside the columns; known of the steps ahead, too. Default: <see
    /// cref="CalendarFeatures.None"/>.
    /// </summary>
    public CalendarFeatures CalendarFeatures { get; set; }

    /// <summary>
    /// What happens to rows that are not one step of time apart. Default: <see cref="IrregularTimes.Error"/>.
    /// </summary>
    public IrregularTimes IrregularTimes { get; set; }

    /// <summary>
    /// The number of past steps that a forecast is made from; from 1 to 1048576. Default: 168, which is a week of hours.
    /// </summary>
    [Range(1, ForecastArchitecture.MostSteps)]
    public int WindowSize { get; set; } = 168;

    /// <summary>The number of steps to forecast; from 1 to 1048576. Default: 24.</summary>
    [Range(1, ForecastArchitecture.MostSteps)]
    public int Horizon { get; set; } = 24;

    /// <summary>How numbers are scaled. Default: <see cref="ForecastScaling.LastValue"/>.</summary>
    public ForecastScaling Scaling { get; set; }

    /// <summary>The loss to minimize. Default: <see cref="ForecastLoss.Squared"/>.</summary>
    public ForecastLoss Loss { get; set; }

    /// <summary>
    /// <see cref="ForecastLoss.Huber"/>: the distance at which the loss becomes linear, in standard deviations of the series;
    /// above 0. Default: 1.
    /// </summary>
    [Range(0, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double HuberDelta { get; set; } = RegressionObjective.DefaultHuberDelta;

    /// <summary>
    /// <see cref="ForecastLoss.Quantile"/>: the quantile to forecast; above 0 and below 1. Default: 0.5.
    /// </summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Quantile { get; set; } = 0.5;

    /// <summary>
    /// A column of lower bounds to make, of the forecasts' type; null for none. Set both bounds or neither. Default: null.
    /// </summary>
    public string? ConfidenceLowerBoundColumn { get; set; }

    /// <summary>The same for upper bounds. Default: null.</summary>
    public string? ConfidenceUpperBoundColumn { get; set; }

    /// <summary>The fraction of values that lie between the bounds; above 0 and below 1. Default: 0.95.</summary>
    [Range(0.0, 1, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double ConfidenceLevel { get; set; } = 0.95;

    /// <summary>
    /// The most numbers, rows times columns, that are held in memory; 1 or more, each 4 bytes. Default: 268,435,456, which is 1
    /// GiB.
    /// </summary>
    [Range(1, int.MaxValue)]
    public int MaximumNumberOfValues { get; set; } = SeriesColumns.DefaultMaximumNumberOfValues;

    internal bool HasBounds => ConfidenceLowerBoundColumn is not null;

    /// <summary>The network, for so many numbers of each kind.</summary>
    internal ForecastArchitecture MakeArchitecture(int targets, int past, int known, int constant) => MakeNetwork() with
    {
        WindowSize = WindowSize,
        Horizon = Horizon,
        Targets = targets,
        PastNumbers = past,
        KnownNumbers = known + new CalendarChannels(CalendarFeatures).Width,
        StaticNumbers = constant,
        Scaling = Scaling,
        Values = HasBounds ? 3 : 1,
    };

    internal ForecastObjective MakeObjective(int targets) => new()
    {
        Width = checked(Horizon * targets),
        LossFunction = Loss,
        HuberDelta = HuberDelta,
        Quantile = Quantile,
        ConfidenceLevel = HasBounds ? ConfidenceLevel : null,
    };

    /// <summary>The network of the trainer, before the settings of all are filled in.</summary>
    private protected abstract ForecastArchitecture MakeNetwork();

    /// <summary>The default learning rate for few windows and for many.</summary>
    internal abstract (double Few, double Many) LearningRates { get; }
}
