using System.Runtime.Intrinsics;

namespace MlNet.Sequences;

/// <summary>
/// A set of ASCII characters that tests one character, or sixteen at once. Characters beyond ASCII are in no set.
/// </summary>
internal readonly struct AsciiSet
{
    // A byte for each lower half of a character; in it a bit for each upper half.
    private readonly Vector128<byte> _upperHalves;

    internal AsciiSet(Func<char, bool> contains)
    {
        var upperHalves = new byte[Vector128<byte>.Count];
        for (int c = 0; c < 128; c++)
        {
            if (contains((char)c))
                upperHalves[c & 15] |= (byte)(1 << (c >> 4));
        }

        _upperHalves = Vector128.Create(upperHalves);
    }

    internal bool Contains(char c) => c < 128 && (_upperHalves[c & 15] >> (c >> 4) & 1) != 0;

    /// <summary>All bits set for each character in the set; no bits for the others. Every character must be ASCII.</summary>
    internal Vector128<byte> Among(Vector128<byte> characters)
    {
        var bits = Vector128.Create(1, 2, 4, 8, 16, 32, 64, 128, 0, 0, 0, 0, 0, 0, 0, 0);
        var bit = Vector128.Shuffle(bits, Vector128.ShiftRightLogical(characters, 4));
        var upperHalves = Vector128.Shuffle(_upperHalves, characters & Vector128.Create((byte)15));
        return Vector128.Equals(upperHalves & bit, bit);
    }
}
