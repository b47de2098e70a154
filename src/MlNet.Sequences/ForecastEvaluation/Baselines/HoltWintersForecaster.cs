namespace MlNet.Sequences;

/// <summary>
/// Level, trend and seasons, each smoothed exponentially. They start from the means of the first two seasons: the trend is their
/// difference, and the seasons are what the first one has beside the line.
/// </summary>
/// <param name="seasonality">The steps in a season; 1 for none, which is Holt's linear trend.</param>
/// <param name="isMultiplicative">Whether seasons are factors.</param>
/// <param name="parameters">The smoothing of level, trend and, if there are any, seasons; from 0 to 1.</param>
internal sealed class HoltWintersForecaster(int seasonality, bool isMultiplicative, IReadOnlyList<double> parameters)
    : SeriesForecaster
{
    private readonly List<double> _start = [];
    private readonly double[] _seasons = new double[seasonality];
    private double _level, _trend;
    private bool _isReady;
    private int _next;

    internal override bool IsReady => _isReady;

    internal override void Observe(double value)
    {
        if (_isReady)
        {
            Update(value);
            return;
        }

        _start.Add(value);
        if (_start.Count < 2 * seasonality)
            return;
        double first = MeanOf(_start[..seasonality]), second = MeanOf(_start[seasonality..]);
        if (double.IsNaN(first) || double.IsNaN(second))
        {
            _start.RemoveRange(0, seasonality);
            return;
        }

        _trend = (second - first) / seasonality;
        _level = first - (_trend * (seasonality + 1) / 2);
        for (int i = 0; i < seasonality; i++)
        {
            double line = _level + (_trend * (i + 1));
            double season = isMultiplicative ? _start[i] / line : _start[i] - line;
            _seasons[i] = seasonality == 1 || !double.IsFinite(season) ? Neutral : season;
        }

        _isReady = true;
        foreach (double each in _start)
            Update(each);
        _start.Clear();
    }

    internal override void Forecast(Span<double> values)
    {
        for (int step = 0; step < values.Length; step++)
            values[step] = WithSeason(_level + ((step + 1) * _trend), _seasons[(_next + step) % seasonality]);
    }

    /// <summary>The forecast of the next value.</summary>
    internal double Next() => WithSeason(_level + _trend, _seasons[_next]);

    private double Neutral => isMultiplicative ? 1 : 0;

    private double WithSeason(double value, double season) => isMultiplicative ? value * season : value + season;

    private double WithoutSeason(double value, double season) => isMultiplicative ? value / season : value - season;

    private void Update(double value)
    {
        double line = _level + _trend, season = _seasons[_next];
        double level = WithoutSeason(value, season);
        // A missing value, or a factor of 0, changes nothing but the time.
        if (double.IsFinite(level))
        {
            level = (parameters[0] * level) + ((1 - parameters[0]) * line);
            _trend = (parameters[1] * (level - _level)) + ((1 - parameters[1]) * _trend);
            double seen = WithoutSeason(value, line);
            if (seasonality > 1 && double.IsFinite(seen))
                _seasons[_next] = (parameters[2] * seen) + ((1 - parameters[2]) * season);
            _level = level;
        }
        else
            _level = line;

        _next = (_next + 1) % seasonality;
    }

    private static double MeanOf(List<double> values) =>
        values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();
}
