namespace MlNet.Sequences;

/// <summary>Counts the bytes read from another stream, and computes their CRC-32 (RFC 1952, section 8).</summary>
internal sealed class CountingStream(Stream inner) : ForwardStream
{
    private static readonly uint[] Table = MakeTable();
    private uint _remainder = uint.MaxValue;

    internal uint Crc32 => ~_remainder;

    internal long Count { get; private set; }

    /// <summary>How many bytes may be read in all; beyond it reading throws.</summary>
    internal long Limit { get; set; } = long.MaxValue;

    internal bool IsBeyondLimit => Count > Limit;

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        Count += read;
        if (IsBeyondLimit)
            throw new InvalidDataException($"More than {Limit} bytes were read.");
        uint remainder = _remainder;
        foreach (byte value in buffer[..read])
            remainder = Table[(byte)(remainder ^ value)] ^ (remainder >> 8);
        _remainder = remainder;
        return read;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint remainder = i;
            for (int bit = 0; bit < 8; bit++)
                remainder = (remainder & 1) == 0 ? remainder >> 1 : (remainder >> 1) ^ 0xEDB88320;
            table[i] = remainder;
        }

        return table;
    }
}
