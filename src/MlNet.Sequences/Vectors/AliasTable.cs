using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>
/// Draws numbers in proportion to weights in constant time (Vose 1991, "A Linear Algorithm for Generating Random Numbers with a
/// Given Distribution", IEEE Transactions on Software Engineering 17, pages 973 and 974).
/// </summary>
internal sealed class AliasTable
{
    private readonly Slot[] _slots;

    /// <param name="weights">The weight of each number, above 0.</param>
    internal AliasTable(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
            sum += weight;
        double[] scaled = new double[weights.Length]; // a slot holds 1
        var (small, large) = (new Stack<int>(), new Stack<int>());
        for (int i = 0; i < scaled.Length; i++)
        {
            scaled[i] = weights[i] / sum * scaled.Length;
            (scaled[i] < 1 ? small : large).Push(i);
        }

        _slots = new Slot[scaled.Length];
        while (small.Count > 0 && large.Count > 0)
        {
            int less = small.Pop(), more = large.Pop();
            _slots[less] = new((uint)(scaled[less] * uint.MaxValue), more);
            scaled[more] -= 1 - scaled[less];
            (scaled[more] < 1 ? small : large).Push(more);
        }

        // Whole slots, but for rounding.
        foreach (int i in small.Concat(large))
            _slots[i] = new(uint.MaxValue, i);
    }

    /// <summary>A number.</summary>
    /// <param name="random">64 random bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Draw(ulong random)
    {
        int place = Hashing.Below(_slots.Length, random);
        var slot = _slots[place];
        return (uint)random <= slot.Most ? place : slot.Alias;
    }

    /// <param name="Most">The greatest 32 bits that draw the slot's own number.</param>
    /// <param name="Alias">The number that others draw.</param>
    private readonly record struct Slot(uint Most, int Alias);
}
