using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MlNet.Sequences;

/// <summary>
/// One step of stochastic gradient ascent on the objective of negative sampling, log σ(o₀·h) + Σᵢ log σ(-oᵢ·h) (Mikolov et al.
/// 2013b, equation 4), where h is a vector, o₀ that of the word to predict and oᵢ those of the other words.
/// </summary>
internal static unsafe class NegativeSampling
{
    /// <summary>Computes all products, then changes the words' vectors.</summary>
    /// <param name="hidden">h.</param>
    /// <param name="target">
    /// h with its gradient times the rate, which may be h itself; or the gradient alone.
    /// </param>
    /// <param name="isChange">Whether the target receives the gradient alone.</param>
    /// <param name="words">The vectors o₀, o₁, …; each is changed by its gradient times the rate.</param>
    /// <param name="errors">Memory for as many numbers, rounded up to 16.</param>
    /// <param name="count">The number of words.</param>
    /// <param name="width">The length of each vector, a multiple of 16.</param>
    /// <param name="rate">The learning rate.</param>
    internal delegate void Step(
        float* hidden, float* target, bool isChange, float** words, float* errors, int count, int width, float rate);

    /// <summary>The step in the widest registers of this processor.</summary>
    internal static Step Widest { get; } =
        Vector512.IsHardwareAccelerated ? Apply<Simd512, Vector512<float>>
        : Vector256.IsHardwareAccelerated ? Apply<Simd256, Vector256<float>>
        : Apply<Simd128, Vector128<float>>;

    /// <inheritdoc cref="Step"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Apply<TSimd, TVector>(
        float* hidden, float* target, bool isChange, float** words, float* errors, int count, int width, float rate)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        for (int i = 0; i < count; i++)
            errors[i] = Dot<TSimd, TVector>(hidden, words[i], width);
        for (int i = 0; i < count; i += TSimd.Lanes)
            TSimd.Store(
                TSimd.Multiply(Activation<TSimd, TVector>.Sigmoid(TSimd.Load(errors + i)), TSimd.All(-rate)), errors + i);
        errors[0] += rate; // rate × (label - probability)
        for (int at = 0; at < width; at += TSimd.Lanes)
        {
            var own = TSimd.Load(hidden + at);
            var change = isChange ? TSimd.Zero : own;
            for (int i = 0; i < count; i++)
            {
                var error = TSimd.All(errors[i]);
                var word = TSimd.Load(words[i] + at);
                change = TSimd.MultiplyAdd(error, word, change);
                TSimd.Store(TSimd.MultiplyAdd(error, own, word), words[i] + at);
            }

            TSimd.Store(change, target + at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Dot<TSimd, TVector>(float* a, float* b, int width)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        TVector even = TSimd.Zero, odd = TSimd.Zero;
        int at = 0;
        for (; at + (2 * TSimd.Lanes) <= width; at += 2 * TSimd.Lanes)
        {
            even = TSimd.MultiplyAdd(TSimd.Load(a + at), TSimd.Load(b + at), even);
            odd = TSimd.MultiplyAdd(TSimd.Load(a + at + TSimd.Lanes), TSimd.Load(b + at + TSimd.Lanes), odd);
        }

        if (at < width)
            even = TSimd.MultiplyAdd(TSimd.Load(a + at), TSimd.Load(b + at), even);
        return TSimd.Sum(TSimd.Add(even, odd));
    }
}
