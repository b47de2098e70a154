namespace MlNet.Sequences;

/// <summary>A stretch of a stream that moves forward and is as long as what is looked at requires.</summary>
/// <param name="stream">The bytes, read from where it stands.</param>
/// <param name="name">What errors call it, with its quotation marks.</param>
/// <param name="cancellationToken">Stops before the next bytes are read.</param>
/// <param name="mark">The bytes that a whole stream ends in, which are no part of the window; none by default.</param>
internal sealed class ByteWindow(Stream stream, string name, CancellationToken cancellationToken, byte[]? mark = null)
{
    private const int InitialLength = 128 * 1024;

    private byte[] _buffer = new byte[InitialLength];
    private readonly int _hidden = mark?.Length ?? 0;
    private int _start;
    private int _end; // of all that was read, the hidden bytes included

    /// <summary>What errors call the stream, with its quotation marks.</summary>
    internal string Name => name;

    /// <summary>Whether the window reaches the end of the stream.</summary>
    internal bool IsAtEnd { get; private set; }

    /// <summary>The bytes in the window. Looking further or skipping makes them void.</summary>
    internal ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start, Math.Max(0, _end - _hidden - _start));

    /// <summary>Looks so many bytes ahead; false where the stream has fewer.</summary>
    internal bool Fill(int count)
    {
        while (Bytes.Length < count && !IsAtEnd)
            ReadMore();
        return Bytes.Length >= count;
    }

    /// <summary>The place of a byte among the next so many, or -1 where it is not among them.</summary>
    internal int Find(byte value, int limit)
    {
        int searched = 0;
        while (true)
        {
            int upTo = Math.Min(Bytes.Length, limit);
            int found = Bytes[searched..upTo].IndexOf(value);
            if (found >= 0)
                return searched + found;
            searched = upTo;
            if (searched == limit || IsAtEnd)
                return -1;
            ReadMore();
        }
    }

    /// <summary>Moves the window's start past so many of its bytes.</summary>
    internal void Skip(int count) => _start += count;

    private void ReadMore()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        int read = Read(_buffer.AsSpan(_end));
        _end += read;
        IsAtEnd = read == 0;
        if (IsAtEnd && !_buffer.AsSpan(0, _end).EndsWith(mark))
            throw CutShort("it ends too soon");
    }

    private int Read(Span<byte> target)
    {
        try
        {
            return stream.Read(target);
        }
        catch (InvalidDataException e)
        {
            throw CutShort(e.Message, e);
        }
    }

    private InvalidDataException CutShort(string what, Exception? inner = null) => new(
        $"A file that begins as gzip must be whole; {name} can't be unpacked to its end: it is truncated or corrupt " +
        $"({what.TrimEnd('.')}). Get it anew.", inner);
}
