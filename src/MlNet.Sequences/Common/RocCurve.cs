namespace MlNet.Sequences;

/// <summary>The ROC curve, which compares the scores of positive and negative rows.</summary>
internal static class RocCurve
{
    /// <summary>
    /// The area under the curve: the chance that a positive row scores above a negative one, both drawn by weight, a tie counting
    /// half (Mann and Whitney 1947). NaN if one class is missing or a score is NaN.
    /// </summary>
    /// <param name="scores">A score for each row.</param>
    /// <param name="isPositive">Whether the row at an index is positive.</param>
    /// <param name="weightOf">The weight of the row at an index.</param>
    /// <param name="afterScore">
    /// Called for each distinct score, from the lowest on, with the total weight of the positive rows up to it and that of the
    /// negative ones.
    /// </param>
    internal static double Area(
        float[] scores, Func<int, bool> isPositive, Func<int, double> weightOf, Action<double, double>? afterScore = null)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        float[] sorted = [.. scores];
        Array.Sort(sorted, order);

        double area = 0, negatives = 0, positives = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            // The order of tied rows is meaningless: they count together.
            double tiedPositives = 0, tiedNegatives = 0;
            for (end = start; end < order.Length && sorted[end] == sorted[start]; end++)
            {
                if (isPositive(order[end]))
                    tiedPositives += weightOf(order[end]);
                else
                    tiedNegatives += weightOf(order[end]);
            }

            if (end == start)
                return double.NaN; // NaN does not equal itself
            area += tiedPositives * (negatives + tiedNegatives / 2);
            negatives += tiedNegatives;
            positives += tiedPositives;
            afterScore?.Invoke(positives, negatives);
        }

        return area / (positives * negatives);
    }
}
