using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>Pseudorandom numbers that depend only on their index.</summary>
internal static class Hashing
{
    /// <summary>
    /// The output function of SplitMix64 (Steele et al. 2014, figure 15): neighboring indices get unrelated numbers.
    /// </summary>
    internal static ulong Mix(ulong seed, long place)
    {
        ulong z = (ulong)place + 0x9E3779B97F4A7C15UL * (seed + 1UL);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>A whole number from 0 to below a bound, from the upper half of 64 random bits.</summary>
    /// <param name="bound">The bound, 1 or more.</param>
    /// <param name="random">The bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Below(int bound, ulong random) => (int)((random >> 32) * (ulong)bound >> 32);
}
