using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// Takes the seasons off, forecasts, and puts them back: the last value (Naive2), or the Theta method. As M4's own code does it.
/// </summary>
/// <param name="seasonality">The steps in a season.</param>
/// <param name="smoothing">The smoothing of Theta's second line, from 0 to 1; null for the last value.</param>
internal sealed class DeseasonalizedForecaster(int seasonality, double? smoothing) : SeriesForecaster
{
    private readonly List<double> _values = [];

    internal override bool IsReady => _values.Count > 1;

    // A missing value is the one before.
    internal override void Observe(double value)
    {
        if (!double.IsNaN(value))
            _values.Add(value);
        else if (_values.Count > 0)
            _values.Add(_values[^1]);
    }

    internal override void Forecast(Span<double> values)
    {
        var (adjusted, factors) = Adjust(CollectionsMarshal.AsSpan(_values), seasonality);
        if (smoothing is { } alpha)
            Theta(adjusted, alpha, values);
        else
            values.Fill(adjusted[^1]);
        if (factors.Length == 0)
            return;
        for (int step = 0; step < values.Length; step++)
            values[step] *= factors[(adjusted.Length + step) % seasonality];
    }

    /// <summary>
    /// The values without seasons, and the factor of each place in a season; no factors if there are no seasons.
    /// </summary>
    internal static (double[] Values, double[] Factors) Adjust(ReadOnlySpan<double> values, int seasonality)
    {
        double[] adjusted = values.ToArray();
        if (!HasSeasons(adjusted, seasonality))
            return (adjusted, []);
        double[] factors = Factors(adjusted, seasonality);
        for (int i = 0; i < adjusted.Length; i++)
            adjusted[i] /= factors[i % seasonality];
        return (adjusted, factors);
    }

    /// <summary>The squared error of one-step forecasts of Theta's second line.</summary>
    internal static double ErrorOfTheta(double[] adjusted, double alpha)
    {
        double sum = 0;
        Smooth(adjusted, alpha, error => sum += error * error);
        return sum;
    }

    private static void Theta(double[] adjusted, double alpha, Span<double> forecast)
    {
        double level = Smooth(adjusted, alpha, null);
        var (start, slope) = Line(adjusted);
        for (int step = 0; step < forecast.Length; step++)
            forecast[step] = (level + start + (slope * (adjusted.Length + step))) / 2;
    }

    // The line through all values, and the values mirrored at it, which bend twice as much.
    private static double Smooth(double[] values, double alpha, Action<double>? see)
    {
        var (start, slope) = Line(values);
        double level = double.NaN;
        for (int i = 0; i < values.Length; i++)
        {
            double value = (2 * values[i]) - start - (slope * i);
            if (i == 0)
            {
                level = value;
                continue;
            }

            see?.Invoke(value - level);
            level += alpha * (value - level);
        }

        return level;
    }

    private static (double Start, double Slope) Line(double[] values)
    {
        double middle = (values.Length - 1) / 2.0, mean = values.Average(), products = 0, squares = 0;
        for (int i = 0; i < values.Length; i++)
        {
            products += (i - middle) * (values[i] - mean);
            squares += (i - middle) * (i - middle);
        }

        double slope = products / squares;
        return (mean - (slope * middle), slope);
    }

    // Whether the autocorrelation of one season differs from 0 at 90 %.
    private static bool HasSeasons(double[] values, int seasonality)
    {
        if (seasonality == 1 || values.Length < 3 * seasonality || values.Min() <= 0)
            return false;
        double mean = values.Average(), variance = values.Sum(value => (value - mean) * (value - mean)), squares = 0;
        if (variance == 0)
            return false;
        for (int lag = 1; lag < seasonality; lag++)
            squares += Math.Pow(Correlation(lag), 2);
        return Math.Abs(Correlation(seasonality)) > 1.645 * Math.Sqrt((1 + (2 * squares)) / values.Length);

        double Correlation(int lag)
        {
            double sum = 0;
            for (int i = lag; i < values.Length; i++)
                sum += (values[i] - mean) * (values[i - lag] - mean);
            return sum / variance;
        }
    }

    // The mean ratio of values to the centered moving average of one season, by place in the season; 1 on average.
    private static double[] Factors(double[] values, int seasonality)
    {
        double[] sums = new double[seasonality];
        int[] counts = new int[seasonality];
        int half = seasonality / 2;
        for (int i = half; i + half < values.Length; i++)
        {
            double trend = 0;
            for (int j = i - half; j <= i + half; j++)
                trend += values[j] * (seasonality % 2 == 0 && (j == i - half || j == i + half) ? 0.5 : 1);
            sums[i % seasonality] += values[i] * seasonality / trend;
            counts[i % seasonality]++;
        }

        double[] factors = [.. sums.Zip(counts, (sum, count) => sum / count)];
        double mean = factors.Average();
        return Array.ConvertAll(factors, factor => factor / mean);
    }
}
