namespace MlNet.Sequences.Plots;

/// <summary>A ROC curve: the fractions of negatives and of positives that score at or above a decreasing threshold.</summary>
/// <param name="Points">The curve from (0, 0) to (1, 1), thinned to what is visible.</param>
/// <param name="Area">
/// The area under the whole curve: the probability that a positive row scores above a negative one, a tie counting half (Mann and
/// Whitney 1947).
/// </param>
/// <param name="Positives">The number of positive rows.</param>
/// <param name="Negatives">The number of negative rows.</param>
internal sealed record RocPoints(
    IReadOnlyList<(double FalsePositiveRate, double TruePositiveRate)> Points, double Area, long Positives, long Negatives)
{
    /// <summary>
    /// Points closer than this are merged, since they coincide in the drawing: less than a fifth of a unit.
    /// </summary>
    private const double Resolution = 0.0005;

    internal static RocPoints Of(IReadOnlyList<float> scores, IReadOnlyList<bool> labels)
    {
        long positives = labels.LongCount(label => label);
        long negatives = labels.Count - positives;
        if (positives == 0 || negatives == 0)
        {
            throw new ArgumentException(
                $"A ROC curve compares two classes; received {positives} positive and {negatives} negative rows. Pass some " +
                "rows of the other class.", nameof(labels));
        }

        // From the highest score down, as the threshold decreases, with the classes swapped: the area is the same.
        var points = new List<(double X, double Y)> { (0, 0) };
        double area = RocCurve.Area(
            [.. scores.Select(score => -score)], i => !labels[i], _ => 1, (falsePositives, truePositives) =>
        {
            var next = (X: falsePositives / negatives, Y: truePositives / positives);
            if (next is (1, 1) || next.X - points[^1].X + next.Y - points[^1].Y >= Resolution)
                points.Add(next);
        });

        return new(points, area, positives, negatives);
    }

    /// <summary>
    /// The fraction of positives found at this false-positive rate, interpolated linearly.
    /// </summary>
    internal double TruePositiveRateAt(double falsePositiveRate)
    {
        int after = 0;
        while (after < Points.Count - 1 && Points[after].FalsePositiveRate <= falsePositiveRate)
            after++;
        var (from, to) = (Points[after - 1], Points[after]);
        double width = to.FalsePositiveRate - from.FalsePositiveRate;
        return width <= 0 || to.FalsePositiveRate <= falsePositiveRate
            ? to.TruePositiveRate
            : from.TruePositiveRate + (
                to.TruePositiveRate - from.TruePositiveRate) * (falsePositiveRate - from.FalsePositiveRate) / width;
    }
}
