using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MlNet.Sequences;

/// <summary>Enumerates the words of a normalized text: by separator, or by code point if there is none.</summary>
internal ref struct SeparatedWords(ReadOnlySpan<char> text, ReadOnlySpan<char> separator)
{
    private const int BlockSize = 64; // the bits of a ulong

    private readonly ReadOnlySpan<char> _text = text;
    private readonly ReadOnlySpan<char> _separator = separator;
    private int _start;
    private int _end;
    private int _next;
    private int _block = -1;
    private ulong _separators; // the block's separators, a bit for each

    public readonly ReadOnlySpan<char> Current => _text[_start.._end];

    /// <summary>The current word and everything after it.</summary>
    internal readonly ReadOnlySpan<char> Rest => _text[_start..];

    public readonly SeparatedWords GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_separator.Length != 1)
            return MoveNextSlowly();

        int start = Next(_next, isSeparator: false);
        if (start >= _text.Length)
            return false;

        (_start, _end) = (start, Next(start, isSeparator: true));
        _next = _end + 1;
        return true;
    }

    private bool MoveNextSlowly()
    {
        while (_next < _text.Length)
        {
            var rest = _text[_next..];
            int length = _separator.Length > 0 ? rest.IndexOf(_separator) : char.IsHighSurrogate(rest[0]) ? 2 : 1;
            (_start, _end) = (_next, length < 0 ? _text.Length : _next + length);
            _next = _end + _separator.Length;
            if (_end > _start)
                return true;
        }

        return false;
    }

    /// <summary>
    /// The index of the first character from here on that is, or is not, the separator; or the text's length or more.
    /// </summary>
    private int Next(int index, bool isSeparator)
    {
        while (index < _text.Length)
        {
            if (index / BlockSize != _block)
                Enter(index / BlockSize);
            ulong ahead = (isSeparator ? _separators : ~_separators) >> index; // shifts by the index within the block
            if (ahead != 0)
                return index + int.CreateTruncating(ulong.TrailingZeroCount(ahead));
            index = (_block + 1) * BlockSize;
        }

        return _text.Length;
    }

    // Words are short: finding the separators of many at once costs less than a search for each.
    private void Enter(int block)
    {
        (_block, _separators) = (block, 0);
        var characters = _text[(block * BlockSize)..];
        if (Vector128.IsHardwareAccelerated && characters.Length >= BlockSize)
        {
            var units = MemoryMarshal.Cast<char, ushort>(characters[..BlockSize]);
            var separator = Vector128.Create((ushort)_separator[0]);
            for (int i = 0; i < BlockSize; i += Vector128<byte>.Count)
            {
                var low = Vector128.Equals(Vector128.Create(units[i..]), separator);
                var high = Vector128.Equals(Vector128.Create(units[(i + Vector128<ushort>.Count)..]), separator);
                _separators |= (ulong)Vector128.Narrow(low, high).ExtractMostSignificantBits() << i;
            }

            return;
        }

        for (int i = 0; i < Math.Min(BlockSize, characters.Length); i++)
            _separators |= characters[i] == _separator[0] ? 1UL << i : 0;
    }
}
