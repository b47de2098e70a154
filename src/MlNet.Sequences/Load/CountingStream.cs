using System.IO.Hashing;

namespace MlNet.Sequences;

/// <summary>Counts the bytes read from another stream, and computes their CRC-32 (RFC 1952, section 8).</summary>
internal sealed class CountingStream(Stream inner) : ForwardStream
{
    private readonly Crc32 _crc = new();

    internal uint Crc32 => _crc.GetCurrentHashAsUInt32();

    internal long Count { get; private set; }

    /// <summary>The most bytes to read in total; beyond it, reading throws.</summary>
    internal long Limit { get; set; } = long.MaxValue;

    internal bool IsBeyondLimit => Count > Limit;

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        Count += read;
        if (IsBeyondLimit)
            throw new InvalidDataException($"More than {Limit} bytes were read.");
        _crc.Append(buffer[..read]);
        return read;
    }
}
