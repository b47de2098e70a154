using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// The length of a word and its first characters, padded with zeros: the whole of a word of at most <see cref="Characters"/>, as
/// most are, in three registers.
/// </summary>
internal readonly record struct WordHead(ulong First, ulong Second, int Length)
{
    internal const int Characters = 8;
    private const int Half = Characters / 2;

    /// <summary>
    /// The head of the word formed by a text's first <c>length</c> characters. Reads more of the text and masks it, which needs
    /// no branch that depends on the length.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static WordHead Of(ReadOnlySpan<char> text, int length)
    {
        if (text.Length < Characters)
            return OfEnd(text[..length]);

        var bytes = MemoryMarshal.AsBytes(text[..Characters]);
        int head = Math.Min(length, Characters);
        return new(
            MemoryMarshal.Read<ulong>(bytes) & Mask(Math.Min(head, Half)),
            MemoryMarshal.Read<ulong>(bytes[sizeof(ulong)..]) & Mask(Math.Max(head, Half) - Half),
            length);
    }

    // Two shifts, because a shift by all 64 bits does nothing.
    private static ulong Mask(int characters) => (1UL << (8 * characters) << (8 * characters)) - 1;

    private static WordHead OfEnd(ReadOnlySpan<char> word)
    {
        UInt128 head = 0;
        for (int i = word.Length - 1; i >= 0; i--)
            head = (head << 16) | word[i];
        return new((ulong)head, (ulong)(head >> 64), word.Length);
    }
}
