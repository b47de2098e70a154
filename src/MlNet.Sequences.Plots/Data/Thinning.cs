namespace MlNet.Sequences.Plots;

/// <summary>Reduces the points of a long line, keeping all that stand out.</summary>
internal static class Thinning
{
    private const int Groups = 180;

    /// <summary>
    /// For each of at most 180 groups of neighbors: the first, the lowest, the highest and the last, and a missing one.
    /// </summary>
    internal static IReadOnlyList<(double X, double Y)> Line(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count <= 4 * Groups)
            return points;
        var kept = new List<(double X, double Y)>();
        for (int group = 0; group < Groups; group++)
        {
            int start = (int)((long)points.Count * group / Groups), end = (int)((long)points.Count * (group + 1) / Groups);
            int lowest = start, highest = start, missing = -1;
            for (int i = start; i < end; i++)
            {
                lowest = points[i].Y < points[lowest].Y || !Check.CanBeDrawn(points[lowest].Y) ? i : lowest;
                highest = points[i].Y > points[highest].Y || !Check.CanBeDrawn(points[highest].Y) ? i : highest;
                missing = Check.CanBeDrawn(points[i].Y) ? missing : i;
            }

            kept.AddRange(
                ((int[])[start, lowest, highest, missing, end - 1]).Where(i => i >= 0).Distinct().Order().Select(i => points[i]));
        }

        return kept;
    }
}
