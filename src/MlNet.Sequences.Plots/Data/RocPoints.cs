namespace MlNet.Sequences.Plots;

/// <summary>A ROC curve: the shares of the negatives and of the positives that score at or above a falling threshold.</summary>
/// <param name="Points">The curve from (0, 0) to (1, 1), thinned to what can be seen.</param>
/// <param name="Area">
/// The area under the whole curve: the chance that a positive row scores above a negative one, a tie counting half (Mann and Whitney 1947).
/// </param>
/// <param name="Positives">The positive rows.</param>
/// <param name="Negatives">The negative rows.</param>
internal sealed record RocPoints(IReadOnlyList<(double FalsePositiveRate, double TruePositiveRate)> Points, double Area, long Positives, long Negatives)
{
    /// <summary>Points nearer to each other than this are one, for they are so in the drawing: less than a fifth of a unit.</summary>
    private const double Resolution = 0.0005;

    internal static RocPoints Of(IReadOnlyList<float> scores, IReadOnlyList<bool> labels)
    {
        var order = new int[scores.Count];
        var keys = new float[scores.Count];
        long positives = 0;
        for (int i = 0; i < order.Length; i++)
        {
            (order[i], keys[i]) = (i, -scores[i]);
            positives += labels[i] ? 1 : 0;
        }

        long negatives = order.Length - positives;
        if (positives == 0 || negatives == 0)
        {
            throw new ArgumentException(
                $"A ROC curve compares two classes; received {positives} positive and {negatives} negative rows. Give some rows of the other class.", nameof(labels));
        }

        Array.Sort(keys, order);
        var points = new List<(double X, double Y)> { (0, 0) };
        (double x, double y, double area) = (0, 0, 0);
        long truePositives = 0, falsePositives = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            // Rows of one score come together: their order is nothing that the model said.
            for (end = start; end < order.Length && keys[end] == keys[start]; end++)
            {
                if (labels[order[end]])
                    truePositives++;
                else
                    falsePositives++;
            }

            var next = (X: falsePositives / (double)negatives, Y: truePositives / (double)positives);
            area += (next.X - x) * (next.Y + y) / 2;
            (x, y) = next;
            if (end == order.Length || x - points[^1].X + y - points[^1].Y >= Resolution)
                points.Add(next);
        }

        return new(points, area, positives, negatives);
    }

    /// <summary>The share of the positives that is found when so many of the negatives are taken for positive, between points on a line.</summary>
    internal double TruePositiveRateAt(double falsePositiveRate)
    {
        int after = 0;
        while (after < Points.Count - 1 && Points[after].FalsePositiveRate <= falsePositiveRate)
            after++;
        var (from, to) = (Points[after - 1], Points[after]);
        double width = to.FalsePositiveRate - from.FalsePositiveRate;
        return width <= 0 || to.FalsePositiveRate <= falsePositiveRate
            ? to.TruePositiveRate
            : from.TruePositiveRate + (to.TruePositiveRate - from.TruePositiveRate) * (falsePositiveRate - from.FalsePositiveRate) / width;
    }
}
