namespace MlNet.Sequences.Cli;

/// <summary>
/// Reads lines into one buffer, so that a line of 100 million characters takes memory once, and none after it was taken. Lines
/// end where <see cref="TextReader.ReadLine"/> ends them.
/// </summary>
/// <param name="text">The text to read.</param>
/// <param name="cancellationToken">Ends the reading.</param>
internal sealed class LineReader(InputText text, CancellationToken cancellationToken)
{
    private const int Room = 1 << 16;
    private const int Huge = 1 << 24;

    private char[] _buffer = new char[Room];
    private int _next; // characters that were read and belong to no line yet: from here
    private int _end; // to here
    private long _read;
    private (int Start, int Length) _line;
    private bool _skipsLineFeed;

    /// <summary>The last line's number, from 1.</summary>
    internal long Number { get; private set; }

    /// <summary>The last line, without its line break. Callers may change it; it is valid until the next one is read.</summary>
    internal Span<char> Line => _buffer.AsSpan(_line.Start, _line.Length);

    /// <summary>Reads the next line; false at the end.</summary>
    internal bool Read()
    {
        cancellationToken.ThrowIfCancellationRequested();
        int searched = 0;
        while (true)
        {
            if (_skipsLineFeed && _next < _end)
            {
                _next += _buffer[_next] == '\n' ? 1 : 0;
                _skipsLineFeed = false;
            }

            int end = _buffer.AsSpan((_next + searched).._end).IndexOfAny('\r', '\n');
            if (end >= 0)
            {
                Take(searched + end);
                _skipsLineFeed = _buffer[_next++] == '\r';
                return true;
            }

            searched = _end - _next;
            if (Fill())
                continue;
            if (searched == 0)
                return false;
            Take(searched);
            return true;
        }
    }

    /// <summary>Frees the memory of a long line. <see cref="Line"/> is empty until the next one is read.</summary>
    internal void Release()
    {
        _line = default;
        if (_buffer.Length == Room || _end - _next >= Room)
            return;
        bool isHuge = _buffer.Length > Huge;
        Move(Room);

        // Splitting and scoring the line allocate as much again, before the runtime would collect this buffer.
        if (isHuge)
            GC.Collect();
    }

    private void Take(int length)
    {
        _line = (_next, length);
        _next += length;
        Number++;
    }

    private bool Fill()
    {
        if (_end == _buffer.Length)
            Move(_next > 0 ? _buffer.Length : Larger());
        int count = text.Read(_buffer.AsMemory(_end), cancellationToken);
        _end += count;
        _read += count;
        return count > 0;
    }

    // No larger than the rest of the file needs, with one character more to notice its end.
    private int Larger() => (int)Math.Min(
        Math.Min(2L * _buffer.Length, Array.MaxLength),
        text.Length is { } length ? Math.Max(_buffer.Length + Room, _buffer.Length + length - _read + 1) : long.MaxValue);

    private void Move(int size)
    {
        var buffer = size == _buffer.Length ? _buffer : new char[size];
        _buffer.AsSpan(_next, _end - _next).CopyTo(buffer);
        (_buffer, _end, _next) = (buffer, _end - _next, 0);
    }
}
