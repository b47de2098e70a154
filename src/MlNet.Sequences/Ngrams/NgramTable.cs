using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>
/// Maps pairs of numbers to numbers. An n-gram is such a pair: a shorter n-gram and one more token. Open addressing with at least
/// twice as many slots as pairs. Many threads may read it at once.
/// </summary>
internal sealed class NgramTable
{
    private const int LeastPlaces = 16;

    private ulong[] _pairs; // each pair + 1, or 0 for an empty slot
    private int[] _numbers;
    private int _shift;

    /// <param name="count">The number of pairs to make room for.</param>
    internal NgramTable(int count = 0)
    {
        int places = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(LeastPlaces, 2L * count));
        (_pairs, _numbers, _shift) = (new ulong[places], new int[places], 64 - BitOperations.Log2((uint)places));
    }

    internal int Count { get; private set; }

    internal static ulong Pair(int first, int second) => ((ulong)(uint)first << 32) | (uint)second;

    /// <summary>A pair's hash: its highest bits choose a part of all pairs, the next ones a slot in a table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Hash(ulong pair)
    {
        ulong high = Math.BigMul(pair ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93, out ulong low);
        return high ^ low;
    }

    /// <summary>The pair's number, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Find(ulong pair)
    {
        ulong[] pairs = _pairs;
        for (int place = PlaceOf(pair); (uint)place < (uint)pairs.Length; place = (place + 1) & (pairs.Length - 1))
        {
            if (pairs[place] == pair + 1)
                return _numbers[place];
            if (pairs[place] == 0)
                break;
        }

        return -1;
    }

    /// <summary>The pair's number; if it has none, it gets the given one.</summary>
    internal int FindOrAdd(ulong pair, int number)
    {
        int place = PlaceOf(pair);
        for (; _pairs[place] != 0; place = (place + 1) & (_pairs.Length - 1))
        {
            if (_pairs[place] == pair + 1)
                return _numbers[place];
        }

        (_pairs[place], _numbers[place]) = (pair + 1, number);
        if (2 * ++Count > _pairs.Length)
            Enlarge();
        return number;
    }

    /// <summary>Removes all pairs, and keeps the memory.</summary>
    internal void Clear()
    {
        Array.Clear(_pairs);
        Count = 0;
    }

    // The highest bits already chose the part.
    private int PlaceOf(ulong pair) => (int)((Hash(pair) << NgramCounter.PartBits) >> _shift);

    private void Enlarge()
    {
        var (pairs, numbers) = (_pairs, _numbers);
        (_pairs, _numbers, _shift) = (new ulong[2 * pairs.Length], new int[2 * pairs.Length], _shift - 1);
        for (int i = 0; i < pairs.Length; i++)
        {
            if (pairs[i] == 0)
                continue;
            int place = PlaceOf(pairs[i] - 1);
            while (_pairs[place] != 0)
                place = (place + 1) & (_pairs.Length - 1);
            (_pairs[place], _numbers[place]) = (pairs[i], numbers[i]);
        }
    }
}
