using System.Numerics;
using System.Runtime.CompilerServices;

namespace MlNet.Sequences;

/// <summary>
/// Words, numbered from 0 in the order in which they were added, and found by a span: characters contiguous in one array, numbers
/// in a table with at least twice as many slots. Reusing a cleared table allocates nothing. Concurrent reads are safe.
/// </summary>
internal sealed class WordTable
{
    private const int LeastSlots = 16;

    private readonly WordHash _hash = WordHash.Create();
    private char[] _characters = [];
    private Entry[] _words = [];
    private ulong[] _slots; // the upper half of a word's hash, and its number + 1; 0 if empty

    /// <param name="words">The expected number of words.</param>
    internal WordTable(int words = 0) => _slots = MakeSlots(words);

    /// <summary>The number of words.</summary>
    internal int Count { get; private set; }

    /// <summary>The sum of the words' lengths.</summary>
    internal int Characters { get; private set; }

    internal ReadOnlySpan<char> this[int number] => _characters.AsSpan(_words[number].Start, _words[number].Length);

    /// <summary>
    /// The number of the word formed by a text's first <c>length</c> characters, or -1 if there is no such word.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Find(ReadOnlySpan<char> text, int length)
    {
        var head = WordHead.Of(text, length);
        ulong hash = _hash.Of(head, text[..length]);
        ulong[] slots = _slots;
        for (int slot = (int)hash & (slots.Length - 1); (uint)slot < (uint)slots.Length; slot = (slot + 1) & (slots.Length - 1))
        {
            ulong taken = slots[slot];
            if (taken == 0)
                break;
            if (Holds(taken, hash, head, text))
                return (int)taken - 1;
        }

        return -1;
    }

    /// <summary>The number of the word formed by a text's first <c>length</c> characters; a new word is added.</summary>
    internal int FindOrAdd(ReadOnlySpan<char> text, int length, out bool added)
    {
        var head = WordHead.Of(text, length);
        ulong hash = _hash.Of(head, text[..length]);
        int slot = (int)hash & (_slots.Length - 1);
        for (; _slots[slot] is not 0 and var taken; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (!Holds(taken, hash, head, text))
                continue;
            added = false;
            return (int)taken - 1;
        }

        added = true;
        Append(head, text[..length]);
        _slots[slot] = Slot(hash, Count - 1);
        if (2 * Count > _slots.Length)
            Enlarge();
        return Count - 1;
    }

    internal void Clear()
    {
        (Count, Characters) = (0, 0);
        Array.Clear(_slots);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Holds(ulong taken, ulong hash, WordHead head, ReadOnlySpan<char> text)
    {
        if ((taken ^ hash) >> 32 != 0)
            return false;
        ref readonly Entry word = ref _words[(int)taken - 1];
        return word.Holds(head)
            && (head.Length <= WordHead.Characters || text[..head.Length].SequenceEqual(this[(int)taken - 1]));
    }

    private static ulong Slot(ulong hash, int number) => (hash & 0xFFFF_FFFF_0000_0000) | ((uint)number + 1);

    private static ulong[] MakeSlots(int words) =>
        new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(LeastSlots, 2L * words))];

    private void Append(WordHead head, ReadOnlySpan<char> word)
    {
        Grow(ref _words, Count + 1);
        _words[Count++] = new(head.First, head.Second, head.Length, Characters);
        Grow(ref _characters, checked(Characters + word.Length));
        word.CopyTo(_characters.AsSpan(Characters));
        Characters += word.Length;
    }

    private static void Grow<T>(ref T[] array, int needed)
    {
        if (needed > array.Length)
            Array.Resize(ref array, (int)Math.Min(Math.Max(needed, Math.Max(LeastSlots, 2L * array.Length)), Array.MaxLength));
    }

    private void Enlarge()
    {
        _slots = MakeSlots(_slots.Length);
        for (int number = 0; number < Count; number++)
        {
            ulong hash = _hash.Of(WordHead.Of(this[number], this[number].Length), this[number]);
            int slot = (int)hash & (_slots.Length - 1);
            while (_slots[slot] != 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = Slot(hash, number);
        }
    }

    // The head's fields instead of the head, which would be padded: a large table is as fast as the cache that it fits into.
    private readonly record struct Entry(ulong First, ulong Second, int Length, int Start)
    {
        internal bool Holds(WordHead head) => First == head.First && Second == head.Second && Length == head.Length;
    }
}
