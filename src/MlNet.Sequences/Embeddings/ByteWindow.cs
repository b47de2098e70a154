namespace MlNet.Sequences;

/// <summary>A section of a stream that moves forward and grows as needed.</summary>
/// <param name="stream">The bytes, read from its current position.</param>
/// <param name="name">Its name in errors, with quotation marks.</param>
/// <param name="cancellationToken">Stops before the next bytes are read.</param>
internal sealed class ByteWindow(Stream stream, string name, CancellationToken cancellationToken)
{
    private const int InitialLength = 128 * 1024;

    private byte[] _buffer = new byte[InitialLength];
    private int _start;
    private int _end;

    /// <summary>The stream's name in errors, with quotation marks.</summary>
    internal string Name => name;

    /// <summary>Whether the window reaches the end of the stream.</summary>
    internal bool IsAtEnd { get; private set; }

    /// <summary>The bytes in the window. Filling or skipping invalidates them.</summary>
    internal ReadOnlySpan<byte> Bytes => _buffer.AsSpan(_start.._end);

    /// <summary>Reads ahead to this many bytes; false if the stream has fewer.</summary>
    internal bool Fill(int count)
    {
        while (Bytes.Length < count && !IsAtEnd)
            ReadMore();
        return Bytes.Length >= count;
    }

    /// <summary>The index of a byte among the next ones, or -1 if it is not among them.</summary>
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

    /// <summary>Moves the window's start past this many of its bytes.</summary>
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
        int read = stream.Read(_buffer.AsSpan(_end));
        _end += read;
        IsAtEnd = read == 0;
    }
}
