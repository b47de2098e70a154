using System.IO.Compression;

namespace MlNet.Sequences;

/// <summary>Decompresses a file and checks that it is complete. Disposing it disposes the file.</summary>
/// <remarks>
/// GZipStream treats the end of a truncated file as the end of its content. Since gzip files may be concatenated, a member of our
/// own follows the file: if the file breaks off, our member is not decompressed correctly.
/// </remarks>
internal sealed class WholeGzipStream : ForwardStream
{
    private static readonly byte[] Mark = [.. "whole to its end"u8];

    private static readonly byte[] PackedMark = Pack(Mark);

    private readonly Stream _file;
    private readonly string _name;
    private readonly GZipStream _unpacked;
    private readonly byte[] _held = new byte[1 << 16]; // the last bytes, which may be the mark
    private int _count;

    /// <param name="file">The compressed file.</param>
    /// <param name="name">What errors call it, with its quotation marks.</param>
    internal WholeGzipStream(Stream file, string name)
    {
        (_file, _name) = (file, name);
        _unpacked = new(new ChainedStream(file, new MemoryStream(PackedMark)), CompressionMode.Decompress);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is truncated or damaged, or not a gzip file.</exception>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            while (true)
            {
                int free = Math.Min(buffer.Length, _count - Mark.Length);
                if (free > 0 || buffer.IsEmpty)
                {
                    free = Math.Max(0, free);
                    _held.AsSpan(0, free).CopyTo(buffer);
                    _held.AsSpan(free, _count - free).CopyTo(_held);
                    _count -= free;
                    return free;
                }

                int read = _unpacked.Read(_held.AsSpan(_count));
                _count += read;
                if (read == 0)
                    return _held.AsSpan(0, _count).SequenceEqual(Mark) ? 0 : throw new InvalidDataException("It breaks off.");
            }
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException(
                $"{_name} can't be unpacked to its end: it is not a gzip file, or it is truncated or damaged. Get it again. " +
                $"({e.Message.TrimEnd('.')}.)", e);
        }
    }

    /// <summary>Reads to the end, which throws if the file breaks off: the last decompressed bytes may be wrong then.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    internal void CheckWhole()
    {
        Span<byte> rest = stackalloc byte[1024];
        while (Read(rest) > 0)
        {
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _unpacked.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }
}
