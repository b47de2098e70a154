using System.Globalization;

namespace MlNet.Sequences.Plots;

/// <summary>A scale from a lowest to a highest value, with marks at round values.</summary>
internal sealed class Axis
{
    private const int MostTicks = 12;

    private readonly double _step;

    private readonly bool _arePowers;

    private Axis(string title, double low, double high, double step, bool arePowers = false) =>
        (Title, Low, High, _step, _arePowers) = (title, low, high, step, arePowers);

    internal string Title { get; }

    internal double Low { get; }

    internal double High { get; }

    /// <summary>The marked values, at most a dozen.</summary>
    internal IEnumerable<double> Ticks
    {
        get
        {
            double first = Math.Ceiling(Low / _step - 1e-6);
            for (int i = 0; i < MostTicks && (first + i) * _step <= High + 1e-6 * _step; i++)
                yield return (first + i) * _step;
        }
    }

    /// <summary>From the lowest to the highest value and no further; a single value gets space on both sides.</summary>
    /// <param name="title">What the values are, with their unit.</param>
    /// <param name="low">The lowest value, finite.</param>
    /// <param name="high">The highest value, not below it.</param>
    /// <param name="about">The approximate number of steps.</param>
    /// <param name="whole">Whether values are integers.</param>
    internal static Axis Exact(string title, double low, double high, int about = 5, bool whole = false)
    {
        if (high - low <= 1e-9 * Math.Max(Math.Abs(low), Math.Abs(high)))
        {
            double room = whole ? 0.5 : low == 0 ? 0.5 : Math.Abs(low) / 2;
            (low, high) = (low - room, high + room);
        }

        double step = RoundStep((high - low) / about);
        return new(title, low, high, whole ? Math.Max(1, step) : step);
    }

    /// <summary>As <see cref="Exact"/>, widened to the next marks.</summary>
    internal static Axis Widened(string title, double low, double high, int about = 4, bool whole = false)
    {
        var axis = Exact(title, low, high, about, whole);
        double step = axis._step;
        return new(title, Math.Floor(axis.Low / step + 1e-6) * step, Math.Ceiling(axis.High / step - 1e-6) * step, step);
    }

    /// <summary>Counts: integers from 0.</summary>
    internal static Axis Counts(string title, long most, int about = 4) =>
        Widened(title, 0, Math.Max(1, most), about, whole: true);

    /// <summary>Powers of ten, by their exponents.</summary>
    internal static Axis Powers(string title, double low, double high)
    {
        var axis = Exact(title, low, high, whole: true);
        return new(title, axis.Low, axis.High, axis._step, arePowers: true);
    }

    /// <summary>The position of a value, 0 at the lowest and 1 at the highest; values beyond are clamped.</summary>
    internal double Place(double value) => Math.Clamp((value - Low) / (High - Low), 0, 1);

    internal string Label(double tick)
    {
        double largest = Math.Max(Math.Abs(Low), Math.Abs(High));
        if (_arePowers)
            return tick == 0 ? "1" : string.Create(CultureInfo.InvariantCulture, $"1e{Math.Round(tick)}");
        if (tick == 0)
            return "0";
        if (largest >= 1e7 || _step < 1e-4)
            return tick.ToString("G4", CultureInfo.InvariantCulture);
        int decimals = Math.Max(0, (int)-Math.Floor(Math.Log10(_step) + 1e-9));
        return tick.ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    // Rounded up to 1, 2 or 5 times a power of ten.
    private static double RoundStep(double step)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double digit = step / power;
        return power * (digit <= 1 + 1e-9 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
    }
}
