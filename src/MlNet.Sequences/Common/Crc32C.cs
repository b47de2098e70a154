using System.Numerics;
using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// CRC-32C (RFC 3720, appendix B.4) by the processor's own instruction, which is faster than memory. System.IO.Hashing has only
/// the other polynomial, CRC-32.
/// </summary>
internal static class Crc32C
{
    /// <summary>The checksum of some bytes.</summary>
    internal static uint Of(ReadOnlySpan<byte> bytes) => ~Remainder(bytes);

    /// <summary>The checksum without the inversion at its end, as stored in encoding caches.</summary>
    internal static uint Remainder(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
            crc = BitOperations.Crc32C(crc, word);
        foreach (byte value in bytes[(words.Length * sizeof(ulong))..])
            crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}
