namespace MlNet.Sequences;

/// <summary>Concatenates streams, for a forward-only reader. Disposing leaves them open.</summary>
internal sealed class ChainedStream(params Stream[] parts) : ForwardStream
{
    private int _part;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        for (; _part < parts.Length; _part++)
        {
            int read = parts[_part].Read(buffer);
            if (read > 0)
                return read;
        }

        return 0;
    }
}
