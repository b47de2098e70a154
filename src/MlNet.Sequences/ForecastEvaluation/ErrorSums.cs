namespace MlNet.Sequences;

/// <summary>Sums over the forecasts of one series and target, for one step ahead.</summary>
internal struct ErrorSums
{
    private long _count, _covered;
    private double _errors, _squares, _absolutes, _percentages, _pinballs, _intervalScores;

    internal readonly long Count => _count;

    internal readonly double Squares => _squares;

    internal readonly double Absolutes => _absolutes;

    internal readonly double IntervalScores => _intervalScores;

    /// <summary>Adds a forecast and its outcome, both numbers.</summary>
    internal void Add(double forecast, double outcome)
    {
        double error = forecast - outcome, size = Math.Abs(forecast) + Math.Abs(outcome);
        _count++;
        _errors += error;
        _squares += error * error;
        _absolutes += Math.Abs(error);
        _percentages += size > 0 ? 200 * Math.Abs(error) / size : 0;
    }

    /// <summary>Adds the bounds of the forecast that was just added.</summary>
    internal void AddBounds(double lower, double upper, double outcome, double level)
    {
        double below = Math.Max(0, lower - outcome), above = Math.Max(0, outcome - upper), tail = (1 - level) / 2;
        if (below == 0 && above == 0)
            _covered++;
        _pinballs += (PinballOf(lower, outcome, tail) + PinballOf(upper, outcome, 1 - tail)) / 2;
        _intervalScores += upper - lower + ((below + above) / tail);
    }

    internal void Add(in ErrorSums other)
    {
        _count += other._count;
        _covered += other._covered;
        _errors += other._errors;
        _squares += other._squares;
        _absolutes += other._absolutes;
        _percentages += other._percentages;
        _pinballs += other._pinballs;
        _intervalScores += other._intervalScores;
    }

    /// <summary>The means, with the scaled ones as given.</summary>
    internal readonly ForecastErrors ToErrors(
        bool hasBounds, double? absoluteScaled, double? rootSquaredScaled, double? intervalScaled) => new()
        {
            NumberOfValues = _count,
            MeanError = _errors / _count,
            MeanSquaredError = _squares / _count,
            MeanAbsoluteError = _absolutes / _count,
            SymmetricMeanAbsolutePercentageError = _percentages / _count,
            PinballLoss = hasBounds ? _pinballs / _count : null,
            Coverage = hasBounds ? (double)_covered / _count : null,
            MeanAbsoluteScaledError = absoluteScaled,
            RootMeanSquaredScaledError = rootSquaredScaled,
            MeanScaledIntervalScore = hasBounds ? intervalScaled : null,
        };

    private static double PinballOf(double quantile, double outcome, double level) =>
        outcome >= quantile ? level * (outcome - quantile) : (1 - level) * (quantile - outcome);
}
