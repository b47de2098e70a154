using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>The logistic function and the hyperbolic tangent of a register, to some 2e-7 of their range.</summary>
internal static class Activation<TSimd, TVector>
    where TSimd : ISimd<TVector>
    where TVector : struct
{
    // Beyond it the logistic function rounds to 1 in float32, and 2ⁿ is still a normal number.
    private const float Bound = 80;

    // Added to a small number, it leaves the number rounded to an integer in the mantissa's low bits.
    private const float Rounder = 12_582_912; // 1.5 × 2²³

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVector Sigmoid(TVector x) =>
        TSimd.Reciprocal(TSimd.Add(TSimd.All(1), Exp(TSimd.Multiply(x, TSimd.All(-1)))));

    // 2 / (1 + e^-2x) - 1
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVector Tanh(TVector x)
    {
        var half = TSimd.Reciprocal(TSimd.Add(TSimd.All(1), Exp(TSimd.Multiply(x, TSimd.All(-2)))));
        return TSimd.MultiplyAdd(half, TSimd.All(2), TSimd.All(-1));
    }

    // e^x = 2^n × 2^f with f from -1/2 to 1/2, where the series of 2^f = e^(f ln 2) is accurate to float32 rounding after seven
    // terms: the eighth is below (ln 2 / 2)^7 / 7! = 1.2e-7.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Exp(TVector x)
    {
        // x is the second operand: where it is NaN, x86's minimum and maximum return the second.
        x = TSimd.Min(TSimd.All(Bound), TSimd.Max(TSimd.All(-Bound), x));
        var exponent = TSimd.Multiply(x, TSimd.All(1.44269504f)); // 1 / ln 2
        var shifted = TSimd.Add(exponent, TSimd.All(Rounder));
        var fraction = TSimd.Subtract(exponent, TSimd.Subtract(shifted, TSimd.All(Rounder)));
        // (ln 2)^k / k!
        var series = TSimd.MultiplyAdd(TSimd.All(1.54035304e-4f), fraction, TSimd.All(1.33335581e-3f));
        series = TSimd.MultiplyAdd(series, fraction, TSimd.All(9.61812911e-3f));
        series = TSimd.MultiplyAdd(series, fraction, TSimd.All(5.55041087e-2f));
        series = TSimd.MultiplyAdd(series, fraction, TSimd.All(2.40226507e-1f));
        series = TSimd.MultiplyAdd(series, fraction, TSimd.All(6.93147181e-1f));
        series = TSimd.MultiplyAdd(series, fraction, TSimd.All(1));
        return TSimd.ScaleByPowerOf2(series, shifted);
    }
}
