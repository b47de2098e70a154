using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MlNet.Sequences;

/// <summary>
/// The layout of a cache file: a header, blocks of rows, and a footer, whose digest is in the header. A block has a chunk for
/// each column; the footer has the manifest, the fitted steps as saved by ML.NET, and each chunk's place. Numbers are
/// little-endian.
/// </summary>
internal static class CacheLayout
{
    internal const int HeaderSize = 64;

    /// <summary>Incremented with each change of the layout; a cache of another version is rebuilt.</summary>
    internal const uint Version = 1;

    /// <summary>The first bytes of every version, and of no other file.</summary>
    internal static ReadOnlySpan<byte> Magic =>
        [0x89, (byte)'M', (byte)'L', (byte)'N', (byte)'E', (byte)'N', (byte)'C', (byte)'\n'];

    /// <summary>
    /// The header: magic, version, the lengths of file and footer, the footer's SHA-256, and a checksum of these.
    /// </summary>
    internal static byte[] MakeHeader(long footerOffset, ReadOnlySpan<byte> footer)
    {
        byte[] header = new byte[HeaderSize];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(12), footerOffset);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(20), footer.Length);
        SHA256.HashData(footer, header.AsSpan(28, 32));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(60), Crc32C.Remainder(header.AsSpan(0, 60)));
        return header;
    }

    /// <summary>The place of the footer, from a header that begins with the magic.</summary>
    /// <exception cref="InvalidDataException">
    /// The header is damaged or of another version, or the file has another length.
    /// </exception>
    internal static (long Offset, int Length, byte[] Sha256) ReadHeader(ReadOnlySpan<byte> header, long fileLength)
    {
        if (header.Length < HeaderSize)
            throw new InvalidDataException("it is truncated");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) is var version && version != Version)
            throw new InvalidDataException($"it is of format {version}, and this version of the library has format {Version}");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[60..]) != Crc32C.Remainder(header[..60]))
            throw new InvalidDataException("its header is damaged");
        long offset = BinaryPrimitives.ReadInt64LittleEndian(header[12..]),
            length = BinaryPrimitives.ReadInt64LittleEndian(header[20..]);
        // Compared as differences: a sum of forged numbers may overflow.
        if (length is < 0 or > int.MaxValue || offset < HeaderSize || fileLength - length != offset)
            throw new InvalidDataException(FormattableString.Invariant(
                $"it has {fileLength} bytes, and a footer of {length} bytes at {offset} was written"));
        return (offset, (int)length, header.Slice(28, 32).ToArray());
    }

    /// <summary>
    /// Whether chunks are placed as they are written: each after the previous one, aligned to eight bytes, without a gap. A
    /// reader maps a block from its first chunk to its last, and would read outside the mapping if a chunk were elsewhere.
    /// </summary>
    /// <param name="places">The chunks, in their order.</param>
    /// <param name="end">The end of the last one.</param>
    internal static bool FollowEachOther(ReadOnlySpan<ChunkPlace> places, long end)
    {
        long next = HeaderSize;
        foreach (var place in places)
        {
            if (place.Offset != next || place.Length < 0 || place.Length > end - next)
                return false;
            next += (place.Length + 7L) & ~7L;
        }

        return next == end;
    }
}

/// <summary>The place of a chunk in the file.</summary>
/// <param name="Offset">Its first byte, from the file's beginning.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Checksum">Their CRC-32C, without the inversion at its end (<see cref="Crc32C.Remainder"/>).</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct ChunkPlace(long Offset, int Length, uint Checksum);
