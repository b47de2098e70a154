namespace MlNet.Sequences;

/// <summary>The errors of forecasts by series, target and step ahead, from which those of every part follow.</summary>
/// <param name="series">The number of series.</param>
/// <param name="targets">The number of targets.</param>
/// <param name="horizon">The number of steps ahead.</param>
/// <param name="level">The probability of the bounds; null if there are none.</param>
internal sealed class ErrorTable(int series, int targets, int horizon, double? level)
{
    private readonly ErrorSums[] _cells = new ErrorSums[(long)series * targets * horizon];
    private readonly SeasonalScale[] _scales = [.. Enumerable.Repeat(SeasonalScale.None, series * targets)];

    internal void SetScale(int number, int target, SeasonalScale scale) => _scales[(number * targets) + target] = scale;

    /// <summary>Adds a forecast.</summary>
    /// <param name="number">The series.</param>
    /// <param name="forecast">Numbers, <c>[horizon, targets]</c>.</param>
    /// <param name="lower">The lower bounds; empty without bounds.</param>
    /// <param name="upper">The upper bounds; empty without bounds.</param>
    /// <param name="outcomes">What happened, <c>[horizon, targets]</c>; NaN is missing, and left out.</param>
    internal void Add(
        int number, ReadOnlySpan<float> forecast, ReadOnlySpan<float> lower, ReadOnlySpan<float> upper,
        ReadOnlySpan<float> outcomes)
    {
        for (int i = 0; i < outcomes.Length; i++)
        {
            float outcome = outcomes[i];
            if (float.IsNaN(outcome))
                continue;
            ref var cell = ref _cells[CellOf(number, i % targets, i / targets)];
            cell.Add(forecast[i], outcome);
            if (level is { } probability)
                cell.AddBounds(lower[i], upper[i], outcome, probability);
        }
    }

    /// <summary>Whether a series has errors.</summary>
    internal bool Has(int number)
    {
        foreach (ref readonly var cell in _cells.AsSpan(CellOf(number, 0, 0), targets * horizon))
        {
            if (cell.Count > 0)
                return true;
        }

        return false;
    }

    internal ForecastErrors OfAll() => Of(0..series, 0..targets, 0..horizon);

    internal ForecastErrors OfSeries(int number) => Of(number..(number + 1), 0..targets, 0..horizon);

    internal ForecastErrors OfTarget(int target) => Of(0..series, target..(target + 1), 0..horizon);

    internal ForecastErrors OfStep(int step) => Of(0..series, 0..targets, step..(step + 1));

    private ForecastErrors Of(Range seriesPart, Range targetPart, Range steps)
    {
        var all = default(ErrorSums);
        var (scaledValues, scaledSeries, absolutes, roots, intervals) = (0L, 0, 0.0, 0.0, 0.0);
        for (int number = seriesPart.Start.Value; number < seriesPart.End.Value; number++)
        {
            for (int target = targetPart.Start.Value; target < targetPart.End.Value; target++)
            {
                var sums = default(ErrorSums);
                for (int step = steps.Start.Value; step < steps.End.Value; step++)
                    sums.Add(_cells[CellOf(number, target, step)]);
                all.Add(sums);
                var scale = _scales[(number * targets) + target];
                if (sums.Count == 0 || !scale.IsUsable)
                    continue;
                scaledValues += sums.Count;
                scaledSeries++;
                absolutes += sums.Absolutes / scale.Absolute;
                roots += Math.Sqrt(sums.Squares / sums.Count / scale.Squared);
                intervals += sums.IntervalScores / scale.Absolute;
            }
        }

        return scaledSeries == 0
            ? all.ToErrors(level is not null, null, null, null)
            : all.ToErrors(level is not null, absolutes / scaledValues, roots / scaledSeries, intervals / scaledValues);
    }

    private int CellOf(int number, int target, int step) => (((number * targets) + target) * horizon) + step;
}
