using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// The result of a learning-rate range test: the loss at each rate. At low rates it stays level, then it falls, and at high rates
/// it rises again. Made by <see cref="SequenceTrainer.FindLearningRate"/>.
/// </summary>
public sealed class LearningRateRange
{
    private const int LinesOfTable = 20;

    internal LearningRateRange(IReadOnlyList<LearningRatePoint> points, bool diverged, double? suggestion, int seed) =>
        (Points, Diverged, Suggestion, Seed) = (points, diverged, suggestion, seed);

    /// <summary>The steps in their order; each rate is the same multiple of the previous one.</summary>
    public IReadOnlyList<LearningRatePoint> Points { get; }

    /// <summary>
    /// Whether the test ended because training diverged: the last point's smoothed loss is not finite, or exceeds the lowest by
    /// <see cref="LearningRateRangeOptions.DivergenceFactor"/>. Otherwise it ended at the highest rate.
    /// </summary>
    public bool Diverged { get; }

    /// <summary>
    /// A rate for <see cref="SequenceTrainerOptions.LearningRate"/>: a tenth of the lowest rate at which the smoothed loss has
    /// completed two thirds of its fall, from the mean loss of the first fifth of the steps to the lowest smoothed loss after
    /// them. Null if there is no fall, or one that could be noise (less than four standard errors): use more steps, or gather
    /// more rows in a step by <see cref="SequenceTrainerOptions.GradientAccumulationSteps"/>.
    /// </summary>
    /// <remarks>
    /// The rate of the lowest loss, of which others take a tenth, lies anywhere on a flat bottom; the rate of the steepest fall
    /// is near it, too high to train at. On short and long reviews this suggestion was closer to the best rate found by trial.
    /// Between seeds it differs up to threefold for recurrent networks and up to tenfold for a Transformer. Use it as a starting
    /// point: the best rate also depends on the number of epochs, which a test of a few steps can't know. Separate rates of parts
    /// of the network keep their ratio to <see cref="SequenceTrainerOptions.LearningRate"/> in the test: change them by the same
    /// factor.
    /// </remarks>
    public double? Suggestion { get; }

    /// <summary>The seed of weights, order and dropout: the same seed gives the same curve.</summary>
    public int Seed { get; }

    /// <summary>The suggestion, and a table of some twenty of the points.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Headline).Append("\n      rate      loss  smoothed");
        int stride = Math.Max(1, (Points.Count + LinesOfTable - 1) / LinesOfTable);
        // Counted from the end, so that the last point is included.
        foreach (var point in Points.Where((_, i) => (Points.Count - 1 - i) % stride == 0))
            text.Append(CultureInfo.InvariantCulture, $"\n{point.Rate,10:0.0e+00}{point.Loss,10:F4}{point.SmoothedLoss,10:F4}");
        return text.ToString();
    }

    /// <summary>The result in one sentence.</summary>
    internal string Headline => string.Create(
        CultureInfo.InvariantCulture,
        $"{Points.Count} steps at learning rates from {Points[0].Rate:G2} to " +
        $"{Points[^1].Rate:G2}{(Diverged ? ", where training diverged" : "")}; ")
        + (Suggestion is { } rate ? string.Create(
        CultureInfo.InvariantCulture, $"suggestion {rate:G2}") : "no suggestion: the loss fell by no more than noise");
}
