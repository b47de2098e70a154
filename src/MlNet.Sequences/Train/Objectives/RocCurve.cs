namespace MlNet.Sequences;

/// <summary>The area under the ROC curve.</summary>
internal static class RocCurve
{
    /// <summary>
    /// The chance that a positive row scores above a negative one, both drawn by weight, a tie counting half (Mann and Whitney 1947);
    /// NaN where there are not both.
    /// </summary>
    internal static double Area(float[] scores, float[] labels, float[] weights)
    {
        var order = new int[scores.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort((float[])scores.Clone(), order);

        double area = 0, negativesBelow = 0, positives = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            double tiedPositives = 0, tiedNegatives = 0;
            for (end = start; end < order.Length && scores[order[end]] == scores[order[start]]; end++)
            {
                if (labels[order[end]] > 0.5f)
                    tiedPositives += weights[order[end]];
                else
                    tiedNegatives += weights[order[end]];
            }

            if (end == start)
                return double.NaN; // a NaN equals not even itself
            area += tiedPositives * (negativesBelow + tiedNegatives / 2);
            negativesBelow += tiedNegatives;
            positives += tiedPositives;
        }

        return area / (positives * negativesBelow);
    }
}
