using System.IO.Compression;

namespace MlNet.Sequences;

/// <summary>Looks into a gzip file and makes sure that it is whole.</summary>
/// <remarks>
/// GZipStream takes the end of a truncated file for the end of what is packed. So a part of our own follows the file, as gzip
/// files may follow each other: where the file breaks off, our part is not unpacked as such.
/// </remarks>
internal static class GzipWindow
{
    private static readonly byte[] Mark = [.. "whole to its end"u8];

    private static readonly byte[] PackedMark = Pack(Mark);

    internal static bool IsGzip(ReadOnlySpan<byte> beginning) => beginning is [0x1F, 0x8B, ..];

    /// <summary>A stream of what is packed and then the mark, which the window hides.</summary>
    internal static (Stream Unpacked, ByteWindow Window) Open(ByteWindow packed, Stream rest, CancellationToken cancellationToken)
    {
        var parts = new ChainedStream(new MemoryStream(packed.Bytes.ToArray()), rest, new MemoryStream(PackedMark));
        var unpacked = new GZipStream(parts, CompressionMode.Decompress);
        return (unpacked, new ByteWindow(unpacked, packed.Name, cancellationToken, Mark));
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
