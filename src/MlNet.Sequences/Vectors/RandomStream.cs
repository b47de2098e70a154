using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>A stream of random numbers, determined by a seed and a position (<see cref="Hashing.Mix"/>).</summary>
internal struct RandomStream(ulong seed, long place)
{
    private readonly ulong _seed = Hashing.Mix(seed, place);
    private long _drawn;

    /// <summary>64 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Next() => Hashing.Mix(_seed, _drawn++);

    /// <summary>A whole number from 0 to below a bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Below(int bound) => Hashing.Below(bound, Next());

    /// <summary>A number from 0 to below 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal float Fraction() => (Next() >> 40) * (1f / (1 << 24));
}
