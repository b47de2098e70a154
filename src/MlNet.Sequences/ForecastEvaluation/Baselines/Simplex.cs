namespace MlNet.Sequences;

/// <summary>Minimizes a function of a few numbers between 0 and 1 by the method of Nelder and Mead (1965).</summary>
internal static class Simplex
{
    private const double Size = 0.2, Precision = 1e-5;

    /// <returns>The point with the smallest value that was found, from any of the starts.</returns>
    /// <param name="function">The function; a value that is not finite counts as the largest.</param>
    /// <param name="starts">Where to start, one after another.</param>
    /// <param name="iterations">The most steps from each start. Default: 150.</param>
    internal static double[] Minimize(Func<double[], double> function, IEnumerable<double[]> starts, int iterations = 150) =>
        starts.Select(start => Minimize(function, start, iterations)).MinBy(found => found.Value).Point;

    private static (double[] Point, double Value) Minimize(Func<double[], double> function, double[] start, int iterations)
    {
        var points = new List<(double[] Point, double Value)> { At(start) };
        for (int i = 0; i < start.Length; i++)
        {
            double[] other = [.. start];
            other[i] += other[i] < 0.5 ? Size : -Size;
            points.Add(At(other));
        }

        for (int iteration = 0; iteration < iterations; iteration++)
        {
            points.Sort((a, b) => a.Value.CompareTo(b.Value));
            var (best, worst) = (points[0], points[^1]);
            if (worst.Point.Zip(best.Point, (a, b) => Math.Abs(a - b)).Max() < Precision)
                break;
            var others = points[..^1];
            double[] center = [.. Enumerable.Range(0, start.Length).Select(i => others.Average(each => each.Point[i]))];
            var mirrored = Toward(1);
            if (mirrored.Value < best.Value)
                points[^1] = Toward(2) is var further && further.Value < mirrored.Value ? further : mirrored;
            else if (mirrored.Value < points[^2].Value)
                points[^1] = mirrored;
            else if (Toward(mirrored.Value < worst.Value ? 0.5 : -0.5) is var closer
                && closer.Value < Math.Min(worst.Value, mirrored.Value))
                points[^1] = closer;
            else
            {
                for (int i = 1; i < points.Count; i++)
                    points[i] = At([.. points[i].Point.Zip(best.Point, (a, b) => (a + b) / 2)]);
            }

            (double[] Point, double Value) Toward(double times) =>
                At([.. center.Zip(worst.Point, (middle, far) => middle + (times * (middle - far)))]);
        }

        return points.MinBy(each => each.Value);

        (double[] Point, double Value) At(double[] point)
        {
            point = Array.ConvertAll(point, number => Math.Clamp(number, 0, 1));
            double value = function(point);
            return (point, double.IsFinite(value) ? value : double.MaxValue);
        }
    }
}
