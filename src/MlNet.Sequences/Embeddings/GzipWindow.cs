using System.IO.Compression;

namespace MlNet.Sequences;

/// <summary>Reads a gzip file and checks that it is complete.</summary>
/// <remarks>
/// GZipStream takes the end of a truncated file for the end of the content. So we append a gzip part of our own, as gzip files
/// may be concatenated: if the file is truncated, our part does not unpack.
/// </remarks>
internal static class GzipWindow
{
    private static readonly byte[] Mark = [.. "whole to its end"u8];

    private static readonly byte[] PackedMark = Pack(Mark);

    internal static bool IsGzip(ReadOnlySpan<byte> beginning) => beginning is [0x1F, 0x8B, ..];

    /// <summary>A stream of the unpacked content and then the mark, which the window hides.</summary>
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
