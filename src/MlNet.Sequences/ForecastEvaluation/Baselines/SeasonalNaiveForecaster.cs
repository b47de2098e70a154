namespace MlNet.Sequences;

/// <summary>Repeats the last season; a value that is missing in it is that of the season before.</summary>
internal sealed class SeasonalNaiveForecaster(int seasonality) : SeriesForecaster
{
    private readonly double[] _season = [.. Enumerable.Repeat(double.NaN, seasonality)];
    private int _next, _missing = seasonality;

    internal override bool IsReady => _missing == 0;

    internal override void Observe(double value)
    {
        if (!double.IsNaN(value))
        {
            _missing -= double.IsNaN(_season[_next]) ? 1 : 0;
            _season[_next] = value;
        }

        _next = (_next + 1) % _season.Length;
    }

    internal override void Forecast(Span<double> values)
    {
        for (int step = 0; step < values.Length; step++)
            values[step] = _season[(_next + step) % _season.Length];
    }
}
