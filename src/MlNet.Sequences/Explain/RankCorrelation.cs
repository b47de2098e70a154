namespace MlNet.Sequences;

/// <summary>Spearman's rank correlation: Pearson's of the ranks, where equal values share the mean of their ranks.</summary>
internal static class RankCorrelation
{
    /// <returns>From -1 to 1; 0 if all values of one are equal.</returns>
    internal static double Of(float[] first, float[] second)
    {
        double[] x = Ranks(first), y = Ranks(second);
        double mean = (x.Length - 1) / 2.0, products = 0, squaresOfX = 0, squaresOfY = 0;
        for (int i = 0; i < x.Length; i++)
        {
            products += (x[i] - mean) * (y[i] - mean);
            squaresOfX += (x[i] - mean) * (x[i] - mean);
            squaresOfY += (y[i] - mean) * (y[i] - mean);
        }

        double scale = Math.Sqrt(squaresOfX * squaresOfY);
        return scale > 0 ? products / scale : 0;
    }

    private static double[] Ranks(float[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        float[] sorted = [.. values];
        Array.Sort(sorted, order);
        double[] ranks = new double[values.Length];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];)
                end++;
            for (int i = start; i < end; i++)
                ranks[order[i]] = (start + end - 1) / 2.0;
        }

        return ranks;
    }
}
