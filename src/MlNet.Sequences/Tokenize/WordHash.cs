using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MlNet.Sequences;

/// <summary>
/// Hashes words with its own secret, so that nobody can write texts whose words collide. For use within a process: hashes differ
/// between processes and instances.
/// </summary>
/// <remarks>
/// A word is read in blocks of 16 bytes, each half xored with the secret or the previous state, and folded: the xor of both
/// halves of the 128-bit product. The construction is that of wyhash (Wang Yi) and its relatives.
/// </remarks>
internal readonly struct WordHash
{
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _last;

    private WordHash(ReadOnlySpan<ulong> secret) => (_first, _second, _last) = (secret[0], secret[1], secret[2]);

    internal static WordHash Create()
    {
        Span<ulong> secret = stackalloc ulong[3];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(secret));
        return new(secret);
    }

    /// <param name="head">The word's length and first characters.</param>
    /// <param name="word">The whole word.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Of(WordHead head, ReadOnlySpan<char> word)
    {
        ulong hash = Fold(head.First ^ _first, head.Second ^ _second);
        if (head.Length > WordHead.Characters)
            hash = Continue(hash, word[WordHead.Characters..]);
        return Fold(hash ^ (ulong)head.Length, _last);
    }

    private ulong Continue(ulong hash, ReadOnlySpan<char> rest)
    {
        for (; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, WordHead.Characters)..])
        {
            var next = WordHead.Of(rest, rest.Length);
            hash = Fold(next.First ^ hash, next.Second ^ _second);
        }

        return hash;
    }

    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }
}
