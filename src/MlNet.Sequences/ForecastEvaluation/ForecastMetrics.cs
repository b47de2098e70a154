namespace MlNet.Sequences;

/// <summary>How far forecasts are from what happened, as <c>mlContext.Forecasting.Evaluate</c> measures it.</summary>
public sealed record ForecastMetrics : ForecastErrors
{
    internal ForecastMetrics(ForecastErrors all)
        : base(all)
    {
    }

    /// <summary>The number of forecasts that were compared, each of all steps and targets.</summary>
    public long NumberOfForecasts { get; internal init; }

    /// <summary>
    /// The number of forecasts that were left out because the data end before their last step, of the rows that were to be
    /// evaluated.
    /// </summary>
    public long ForecastsWithoutOutcome { get; internal init; }

    /// <summary>The number of rows that were left out because they have no forecast (NaN), such as those with too little
    /// history.</summary>
    public long RowsWithoutForecast { get; internal init; }

    /// <summary>The number of series, times targets, that the scaled metrics leave out: without an in-sample seasonal naive
    /// error, or with one of 0. 0 if nothing is scaled.</summary>
    public int SeriesWithoutScale { get; internal init; }

    /// <summary>The errors of each step ahead, from the first on.</summary>
    public IReadOnlyList<ForecastErrors> BySteps { get; internal init; } = [];

    /// <summary>The errors of each series with a forecast, by its name; the one series of data without a series column is "".
    /// </summary>
    public IReadOnlyDictionary<string, ForecastErrors> BySeries { get; internal init; } =
        new Dictionary<string, ForecastErrors>();

    /// <summary>The errors of each target, by the name of its slot, or its number if it has none.</summary>
    public IReadOnlyDictionary<string, ForecastErrors> ByTargets { get; internal init; } =
        new Dictionary<string, ForecastErrors>();

    /// <summary>The errors over all forecasts and the counts, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(ForecastMetrics), text =>
    {
        base.PrintMembers(text);
        text.Append(
            $", NumberOfForecasts = {NumberOfForecasts}, ForecastsWithoutOutcome = {ForecastsWithoutOutcome}, " +
            $"RowsWithoutForecast = {RowsWithoutForecast}");
        return true;
    });
}
