using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// Text that is written piece by piece, row after row, into one reused array. Not thread-safe.
/// </summary>
internal sealed class TextBuffer
{
    private const int AlwaysKept = 1 << 20;

    private char[] _characters = [];
    private int _length;

    /// <summary>What was written since <see cref="Clear"/>. Valid until the next change.</summary>
    internal ReadOnlySpan<char> Text => _characters.AsSpan(0, _length);

    /// <summary>Clears the text, and makes room for another.</summary>
    internal void Clear(int expectedLength)
    {
        _length = 0;

        // One text of a hundred million characters must not hold its memory forever.
        if (_characters.Length > AlwaysKept && expectedLength < _characters.Length / 4)
            _characters = [];
        Reserve(expectedLength);
    }

    /// <summary>
    /// Room for this many characters after the text; <see cref="Advance"/> makes them part of it.
    /// </summary>
    internal Span<char> Room(int count)
    {
        Reserve(count);
        return _characters.AsSpan(_length, count);
    }

    /// <summary>Adds the characters that were written into <see cref="Room"/> to the text.</summary>
    internal void Advance(int count) => _length += count;

    internal void Append(char c)
    {
        if ((uint)_length >= (uint)_characters.Length)
            Reserve(1);
        _characters[_length++] = c;
    }

    internal void Append(string text)
    {
        foreach (char c in text)
            Append(c);
    }

    internal void Append(Rune rune)
    {
        Reserve(2);
        _length += rune.EncodeToUtf16(_characters.AsSpan(_length));
    }

    private void Reserve(int count)
    {
        int needed = checked(_length + count);
        if (needed > _characters.Length)
            Array.Resize(ref _characters, (int)Math.Min(Math.Max((long)needed, 2L * _characters.Length), Array.MaxLength));
    }
}
