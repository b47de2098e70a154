namespace MlNet.Sequences;

/// <summary>
/// Remembers whether the end of another stream was reached. System.Formats.Tar ends quietly at the end of its stream, as it
/// does at an archive's end mark; this tells the two apart.
/// </summary>
internal sealed class EndTrackingStream(Stream inner) : Stream
{
    internal bool HasEnded { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        HasEnded |= read == 0 && !buffer.IsEmpty;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
