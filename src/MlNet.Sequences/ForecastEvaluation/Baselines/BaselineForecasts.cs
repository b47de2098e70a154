namespace MlNet.Sequences;

/// <summary>
/// Computes the forecasts of a baseline at places in series; fastest in the order of time. Of one thread at a time.
/// </summary>
internal sealed class BaselineForecasts
{
    private readonly BaselineForecastTransformer _model;
    private readonly SeriesSet _set;
    private readonly SeriesForecaster?[] _forecasters;
    private readonly int[] _seen;
    private readonly double[] _forecast;

    internal BaselineForecasts(BaselineForecastTransformer model, SeriesSet set)
    {
        (_model, _set) = (model, set);
        _forecasters = new SeriesForecaster?[set.Series.Count * model.Targets];
        _seen = new int[_forecasters.Length];
        _forecast = new double[model.Horizon];
        int size = model.Horizon * model.Targets;
        (Values, Lower, Upper) = (new float[size], new float[size], new float[size]);
    }

    /// <summary>The forecasts, <c>[horizon, targets]</c>; NaN with too little history.</summary>
    internal float[] Values { get; }

    internal float[] Lower { get; }

    internal float[] Upper { get; }

    /// <summary>Computes the forecasts from a step of a series, and the steps before it.</summary>
    internal void MoveTo(int series, int step)
    {
        for (int target = 0; target < _model.Targets; target++)
            MoveTo(series, step, target);
    }

    private void MoveTo(int number, int step, int target)
    {
        var series = _set.Series[number];
        var options = _model.Options;
        var (fit, isOwn) = _model.FitOf(series.Name, target);
        int index = (number * _model.Targets) + target;
        if (_forecasters[index] is not { } forecaster || _seen[index] > step + 1)
        {
            forecaster = _forecasters[index] = SeriesForecaster.Create(options.Method, options.Seasonality, fit.Parameters);
            _seen[index] = 0;
        }

        for (; _seen[index] <= step; _seen[index]++)
            forecaster.Observe(series[_seen[index]][target]);
        if (forecaster.IsReady)
            forecaster.Forecast(_forecast);
        else
            _forecast.AsSpan().Fill(double.NaN);
        float[]? own = isOwn ? fit.Widths : null, widths = own ?? _model.RelativeWidths;
        var past = series.Values[..((step + 1) * series.Channels)];
        double scale = own is null && widths is not null
            ? SeasonalScale.Of(past, options.Seasonality, series.Channels, target).Absolute
            : 1;
        for (int ahead = 0; ahead < _forecast.Length; ahead++)
        {
            int slot = (ahead * _model.Targets) + target;
            double width = widths is null ? double.NaN : widths[ahead] * scale;
            Values[slot] = (float)_forecast[ahead];
            (Lower[slot], Upper[slot]) = ((float)(_forecast[ahead] - width), (float)(_forecast[ahead] + width));
        }
    }
}
