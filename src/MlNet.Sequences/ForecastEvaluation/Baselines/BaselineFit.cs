namespace MlNet.Sequences;

/// <summary>What a baseline learns of one series and target.</summary>
/// <param name="Parameters">The smoothing parameters.</param>
/// <param name="Widths">
/// How far bounds lie from the forecast at each step ahead, in the unit of the values; null if too few forecasts could be
/// compared.
/// </param>
internal sealed record BaselineFit(double[] Parameters, float[]? Widths)
{
    /// <summary>The forecasts in the training rows that bounds are made from, at most, for each series.</summary>
    internal const int MostOrigins = 256;

    /// <summary>Fits the parameters, by the least squares of forecasts one step ahead.</summary>
    internal static double[] FitParameters(BaselineMethod method, int seasonality, ReadOnlySpan<float> values)
    {
        double[] series = new double[values.Length];
        for (int i = 0; i < series.Length; i++)
            series[i] = values[i];
        int count = SeriesForecaster.ParametersOf(method, seasonality);
        if (count == 0)
            return [];
        if (method == BaselineMethod.Theta)
        {
            double[] known = [.. series.Where(value => !double.IsNaN(value))];
            if (known.Length < 3)
                return [0.5];
            var (adjusted, _) = DeseasonalizedForecaster.Adjust(known, seasonality);
            return Simplex.Minimize(point => DeseasonalizedForecaster.ErrorOfTheta(adjusted, point[0]), [[0.5], [0.1]]);
        }

        bool isMultiplicative = method == BaselineMethod.MultiplicativeHoltWinters;
        double[][] starts = [[0.3, 0.05, 0.1], [0.9, 0.01, 0.3], [0.02, 0.01, 0.8]];
        return Simplex.Minimize(ErrorOf, starts.Select(start => start[..count]));

        double ErrorOf(double[] parameters)
        {
            var forecaster = new HoltWintersForecaster(seasonality, isMultiplicative, parameters);
            double sum = 0;
            foreach (double value in series)
            {
                if (forecaster.IsReady && !double.IsNaN(value))
                    sum += Math.Pow(value - forecaster.Next(), 2);
                forecaster.Observe(value);
            }

            return sum;
        }
    }

    /// <summary>The errors of forecasts of training rows, by step ahead.</summary>
    /// <param name="forecaster">The fitted forecaster, which has seen nothing.</param>
    /// <param name="values">The values of the series.</param>
    /// <param name="scores">Receives the forecasts and the outcomes.</param>
    /// <param name="horizon">The number of steps ahead.</param>
    /// <param name="scale">What errors are divided by.</param>
    internal static void Score(
        SeriesForecaster forecaster, ReadOnlySpan<float> values, ConformalScores scores, int horizon, double scale)
    {
        int stride = Math.Max(1, (values.Length - horizon) / MostOrigins);
        double[] forecast = new double[horizon];
        float[] scaled = new float[horizon], outcomes = new float[horizon];
        for (int i = 0; i + horizon < values.Length; i++)
        {
            forecaster.Observe(values[i]);
            if (!forecaster.IsReady || (values.Length - horizon - 1 - i) % stride != 0)
                continue;
            forecaster.Forecast(forecast);
            for (int step = 0; step < horizon; step++)
                (scaled[step], outcomes[step]) = ((float)(forecast[step] / scale), (float)(values[i + 1 + step] / scale));
            scores.Add(scaled, scaled, outcomes);
        }
    }
}
