namespace MlNet.Sequences;

/// <summary>The loss at each step's learning rate, and the suggestion from it.</summary>
internal sealed class LossCurve(LearningRateRangeOptions options)
{
    // The first steps' rates are too low to change anything: their losses show the level and the noise.
    private const int PartsOfStart = 5;

    // Chosen by trial, on short and on long reviews: see the remarks of LearningRateRange.Suggestion.
    private const double PartOfFall = 2.0 / 3, PartOfRate = 0.1;

    // If nothing is learned, the lowest smoothed loss is this far down in one test of a hundred.
    private const double LeastStandardErrors = 4;

    // What rounding leaves of equal losses.
    private const double LeastFall = 1e-6;

    private readonly List<LearningRatePoint> _points = [];
    private double _average;
    private double _lowest = double.PositiveInfinity;

    /// <summary>The next step's rate: each is the same multiple of the previous one.</summary>
    internal double NextRate =>
        options.Lowest * Math.Pow(options.Highest / options.Lowest, _points.Count / (options.Steps - 1.0));

    internal bool IsDone => Diverged || _points.Count == options.Steps;

    private bool Diverged { get; set; }

    /// <summary>Adds the loss of the step at <see cref="NextRate"/>.</summary>
    internal void Add(double loss)
    {
        double rate = NextRate;
        _average = options.Smoothing * _average + (1 - options.Smoothing) * loss;
        double smoothed = _average / (1 - Math.Pow(options.Smoothing, _points.Count + 1));
        _points.Add(new(rate, loss, smoothed));
        Diverged = !double.IsFinite(smoothed) || smoothed > options.DivergenceFactor * _lowest;
        _lowest = Math.Min(_lowest, smoothed);
    }

    /// <summary>The test's result.</summary>
    /// <param name="seed">The test's seed.</param>
    internal LearningRateRange ToRange(int seed) => new(_points.AsReadOnly(), Diverged, Suggestion(), seed);

    private double? Suggestion()
    {
        int start = options.Steps / PartsOfStart;
        var later = _points.Skip(start).Where(point => double.IsFinite(point.SmoothedLoss)).ToArray();
        if (later.Length == 0)
            return null;
        double[] first = [.. _points.Take(start).Select(point => point.Loss)];
        double level = first.Average(), fall = level - later.Min(point => point.SmoothedLoss);
        return fall > Math.Max(LeastStandardErrors * Noise(first), LeastFall * Math.Abs(level))
            ? PartOfRate * later.First(point => point.SmoothedLoss <= level - PartOfFall * fall).Rate
            : null;
    }

    // The standard error of the difference between the mean of some losses and a smoothed loss, from the differences of neighbors
    // (von Neumann 1941), so that a fall among them does not count as noise.
    private double Noise(double[] losses)
    {
        double variance = losses.Zip(losses.Skip(1), (one, next) => (next - one) * (next - one)).Average() / 2;
        return Math.Sqrt(variance * (1.0 / losses.Length + (1 - options.Smoothing) / (1 + options.Smoothing)));
    }
}
