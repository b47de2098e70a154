namespace MlNet.Sequences;

/// <summary>
/// Gauss–Legendre quadrature on [0, 1]: the mean of a function from its values at a few points, exact for polynomials up to
/// degree 2 × points - 1.
/// </summary>
internal static class GaussLegendre
{
    private const int MostIterations = 100;

    /// <summary>The points, ascending, and their weights, which add up to 1.</summary>
    internal static (double At, double Weight)[] Points(int count)
    {
        var points = new (double At, double Weight)[count];
        for (int i = 0; i < count; i++)
        {
            // Newton's method from near the root of the Legendre polynomial.
            double x = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5)), derivative = 0;
            for (int iteration = 0; iteration < MostIterations; iteration++)
            {
                (double value, derivative) = Legendre(count, x);
                double step = value / derivative;
                x -= step;
                if (Math.Abs(step) < 1e-15)
                    break;
            }

            points[count - 1 - i] = ((1 + x) / 2, 1 / ((1 - (x * x)) * derivative * derivative));
        }

        return points;
    }

    // Its value and its derivative, by the three-term recurrence.
    private static (double Value, double Derivative) Legendre(int degree, double x)
    {
        double previous = 1, value = x;
        for (int n = 2; n <= degree; n++)
            (previous, value) = (value, (((2 * n) - 1) * x * value - ((n - 1) * previous)) / n);
        return (value, degree * ((x * value) - previous) / ((x * x) - 1));
    }
}
