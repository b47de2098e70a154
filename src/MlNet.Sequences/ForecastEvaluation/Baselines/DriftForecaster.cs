namespace MlNet.Sequences;

/// <summary>Goes on along the line through the first and the last value.</summary>
internal sealed class DriftForecaster : SeriesForecaster
{
    private double _first, _last;
    private long _steps, _firstAt = -1, _lastAt = -1;

    internal override bool IsReady => _lastAt > _firstAt;

    internal override void Observe(double value)
    {
        if (!double.IsNaN(value))
        {
            if (_firstAt < 0)
                (_first, _firstAt) = (value, _steps);
            (_last, _lastAt) = (value, _steps);
        }

        _steps++;
    }

    internal override void Forecast(Span<double> values)
    {
        double slope = (_last - _first) / (_lastAt - _firstAt);
        for (int step = 0; step < values.Length; step++)
            values[step] = _last + (slope * (_steps - _lastAt + step));
    }
}
