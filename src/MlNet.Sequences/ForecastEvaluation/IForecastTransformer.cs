using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>
/// A fitted model of series, a trained network or a baseline. <c>Transform</c> keeps the rows and adds to each a vector of the
/// forecasts of the steps after it, from this row and the earlier ones of its series in the same data; <see cref="Forecast"/>
/// forecasts what is not there yet.
/// </summary>
public interface IForecastTransformer : ITransformer
{
    /// <summary>The number of steps that are forecast.</summary>
    int Horizon { get; }

    /// <summary>The column that is forecast.</summary>
    string InputColumnName { get; }

    /// <summary>The column of forecasts.</summary>
    string OutputColumnName { get; }

    /// <summary>The column that tells to which series a row belongs; null for one series.</summary>
    string? SeriesColumnName { get; }

    /// <summary>The column with the time of a row; null if the rows of a series are in order.</summary>
    string? TimeColumnName { get; }

    /// <summary>The column of lower bounds; null for none.</summary>
    string? ConfidenceLowerBoundColumn { get; }

    /// <summary>The column of upper bounds; null for none.</summary>
    string? ConfidenceUpperBoundColumn { get; }

    /// <summary>The probability that a value lies within its bounds; null without bounds.</summary>
    double? ConfidenceLevel { get; }

    /// <summary>What happens to rows that are not one step of time apart.</summary>
    IrregularTimes IrregularTimes { get; }

    /// <summary>
    /// Forecasts what follows the last row of each series: a row a step, with the series, the time and the number of the step
    /// ("Step", from 1), the forecast and its bounds.
    /// </summary>
    /// <param name="history">The rows of the series up to now.</param>
    /// <param name="future">
    /// Rows of the steps ahead with the columns whose future is known, if the model reads any; else null. Default: null.
    /// </param>
    IDataView Forecast(IDataView history, IDataView? future = null);
}
