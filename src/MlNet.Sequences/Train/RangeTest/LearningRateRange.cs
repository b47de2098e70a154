using System.Globalization;
using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// What a learning-rate range test measured: the loss by the rate. At low rates it stays where it is, then it falls, and at high
/// rates it rises again. Made by <see cref="SequenceTrainer.FindLearningRate"/>.
/// </summary>
public sealed class LearningRateRange
{
    private const int LinesOfTable = 20;

    internal LearningRateRange(IReadOnlyList<LearningRatePoint> points, bool diverged, double? suggestion, int seed) =>
        (Points, Diverged, Suggestion, Seed) = (points, diverged, suggestion, seed);

    /// <summary>The steps in their order; each rate is the same number of times the one before.</summary>
    public IReadOnlyList<LearningRatePoint> Points { get; }

    /// <summary>
    /// Whether the test ended since training diverged: the last point's smoothed loss is not finite, or exceeds the lowest by
    /// <see cref="LearningRateRangeOptions.DivergenceFactor"/>. Otherwise it ended at the highest rate.
    /// </summary>
    public bool Diverged { get; }

    /// <summary>
    /// A rate for <see cref="SequenceTrainerOptions.LearningRate"/>: a tenth of the lowest rate at which the smoothed loss has
    /// made two thirds of its fall, which goes from the mean loss of the first fifth of the steps to the lowest smoothed loss
    /// after them. Null where that is no fall, or one that noise may have made (less than four standard errors): give more steps,
    /// or gather more rows in a step by <see cref="SequenceTrainerOptions.GradientAccumulationSteps"/>.
    /// </summary>
    /// <remarks>
    /// The rate of the lowest loss, of which others take a tenth, lies anywhere on a flat bottom; the rate of the steepest fall
    /// is near it, too high to train at. On short and on long reviews this one lay nearer to what was best by trial. From seed to
    /// seed it differs up to threefold for recurrent networks and up to tenfold for a Transformer. It is a rate to start from:
    /// what is best depends on the number of epochs, too, which a test of a few steps can't know. Rates that parts of the network
    /// have of their own keep their ratio to <see cref="SequenceTrainerOptions.LearningRate"/> in the test: change them by the
    /// same factor.
    /// </remarks>
    public double? Suggestion { get; }

    /// <summary>The seed that fixed weights, order and dropout: given again, it gives the same curve.</summary>
    public int Seed { get; }

    /// <summary>The suggestion, and a table of some twenty of the points.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Headline).Append("\n      rate      loss  smoothed");
        int stride = Math.Max(1, (Points.Count + LinesOfTable - 1) / LinesOfTable);
        // From the end, so that the last point is among them.
        foreach (var point in Points.Where((_, i) => (Points.Count - 1 - i) % stride == 0))
            text.Append(CultureInfo.InvariantCulture, $"\n{point.Rate,10:0.0e+00}{point.Loss,10:F4}{point.SmoothedLoss,10:F4}");
        return text.ToString();
    }

    /// <summary>How the test went, in a sentence.</summary>
    internal string Headline => string.Create(
        CultureInfo.InvariantCulture,
        $"{Points.Count} steps at learning rates from {Points[0].Rate:G2} to " +
        $"{Points[^1].Rate:G2}{(Diverged ? ", where training diverged" : "")}; ")
        + (Suggestion is { } rate ? string.Create(
        CultureInfo.InvariantCulture, $"suggestion {rate:G2}") : "no suggestion, for the loss fell by no more than noise");
}
