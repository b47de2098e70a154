using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// Splits text into words, with the same code for learning a vocabulary and for using it. Reuses one buffer as long as the
/// longest text so far and allocates nothing else; not thread-safe.
/// </summary>
internal sealed class WordSplitter
{
    private const int AsciiCount = 128;
    private const int BlockSize = 16; // the bytes of a Vector128

    private readonly bool _lowercase;
    private readonly bool _removeLineBreaks;
    private readonly bool _charactersAsTokens;
    private readonly string _separator;
    private readonly FrozenSet<int> _filtered;
    private readonly FrozenSet<int> _standalone;
    private readonly bool _looksAtNonAscii;
    private readonly bool _writesBlocks;
    private readonly char[] _ascii = new char[AsciiCount]; // what a character that is not special becomes
    private readonly AsciiSet _separating;
    private readonly AsciiSet _special;
    private readonly TextBuffer _buffer = new();

    internal WordSplitter(TokenizeIntoWordsAsKeysOptions options)
    {
        _lowercase = options.Lowercase;
        _removeLineBreaks = options.RemoveHtmlLineBreaks;
        _charactersAsTokens = options.CharactersAsTokens;
        _separator = options.Separator;
        _standalone = RunesOf(options.CharactersAsTokens ? "" : options.StandaloneCharacters);
        _filtered = RunesOf(options.CharactersAsTokens ? "" : options.FilterCharacters).Except(_standalone).ToFrozenSet();
        // İ and the Kelvin sign become ASCII letters.
        _looksAtNonAscii = _filtered.Concat(_standalone).Any(c => c >= AsciiCount || char.IsAsciiLetterLower((char)c));
        for (int i = 0; i < AsciiCount; i++)
            _ascii[i] = IsFiltered((char)i) ? _separator[0] : Lower((char)i);

        // Special characters are those that are not mapped one to one: those that a longer separator replaces, and the start of a
        // line break.
        bool oneForOne = _separator.Length == 1;
        _separating = new(c => oneForOne && IsFiltered(c));
        _special = new(c => (!oneForOne && IsFiltered(c)) || IsStandalone(c) || (c == '<' && _removeLineBreaks));
        _writesBlocks = Vector128.IsHardwareAccelerated && _separator[0] < AsciiCount;
    }

    /// <summary>The words of a text, in their order. Valid until the next call.</summary>
    internal SeparatedWords Split(ReadOnlySpan<char> text)
    {
        Normalize(text);
        return new(_buffer.Text, _charactersAsTokens ? "" : _separator);
    }

    /// <summary>Writes the text into the buffer, lower-cased and with everything that separates replaced by separators.</summary>
    private void Normalize(ReadOnlySpan<char> text)
    {
        _buffer.Clear(text.Length);
        int i = AppendPlain(text);
        while (i < text.Length)
        {
            i += AppendSpecial(text, i);
            // Characters beyond ASCII rarely come alone: no block is tried before the next ASCII character.
            while (i < text.Length && text[i] >= AsciiCount)
                i += AppendNonAscii(text, i);
            i += AppendPlain(text[i..]);
        }
    }

    /// <summary>Appends the mapped characters before the first special one; returns their number.</summary>
    private int AppendPlain(ReadOnlySpan<char> text)
    {
        var room = _buffer.Room(text.Length);
        int i = 0;
        if (_writesBlocks)
        {
            uint specials = 0;
            while (specials == 0 && text.Length - i >= BlockSize)
            {
                specials = WriteBlock(text.Slice(i, BlockSize), room.Slice(i, BlockSize));
                i += specials == 0 ? BlockSize : int.CreateTruncating(uint.TrailingZeroCount(specials));
            }
        }

        for (; i < text.Length && text[i] < AsciiCount && !_special.Contains(text[i]); i++)
            room[i] = _ascii[text[i]];
        _buffer.Advance(i);
        return i;
    }

    /// <summary>
    /// Writes the mapping of sixteen characters. Returns a bit for each that is special or beyond ASCII; what is written for
    /// these is invalid.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint WriteBlock(ReadOnlySpan<char> text, Span<char> room)
    {
        var units = MemoryMarshal.Cast<char, ushort>(text);
        var low = Vector128.Create(units);
        var high = Vector128.Create(units[(BlockSize / 2)..]);
        var beyond = Vector128.Create((ushort)(AsciiCount - 1));
        var isBeyondAscii = Vector128.Narrow(Vector128.GreaterThan(low, beyond), Vector128.GreaterThan(high, beyond));
        var characters = Vector128.Narrow(low, high) & Vector128.Create((byte)(AsciiCount - 1));

        var written = _lowercase ? Lower(characters) : characters;
        written = Vector128.ConditionalSelect(_separating.Among(characters), Vector128.Create((byte)_separator[0]), written);
        var (first, second) = Vector128.Widen(written);
        var target = MemoryMarshal.Cast<char, ushort>(room);
        first.CopyTo(target);
        second.CopyTo(target[(BlockSize / 2)..]);
        return (_special.Among(characters) | isBeyondAscii).ExtractMostSignificantBits();
    }

    /// <summary>
    /// Appends the mapping of the character at this index, special or beyond ASCII; returns its number of UTF-16 units.
    /// </summary>
    private int AppendSpecial(ReadOnlySpan<char> text, int index)
    {
        char c = text[index];
        if (c >= AsciiCount)
            return AppendNonAscii(text, index);

        int length = c == '<' && _removeLineBreaks ? HtmlLineBreak.LengthAt(text[index..]) : 0;
        if (length > 0 || IsFiltered(c))
            _buffer.Append(_separator);
        else if (IsStandalone(c))
            AppendAlone(new Rune(_ascii[c]));
        else
            _buffer.Append(_ascii[c]);
        return Math.Max(length, 1);
    }

    /// <summary>Appends the mapping of the code point at this index; returns its number of UTF-16 units.</summary>
    private int AppendNonAscii(ReadOnlySpan<char> text, int index)
    {
        // An unpaired surrogate is decoded as U+FFFD, so that every word survives UTF-8.
        Rune.DecodeFromUtf16(text[index..], out var rune, out int consumed);
        if (!_lowercase)
        {
            Append(rune);
            return consumed;
        }

        var (first, second) = FullLowercase.Of(rune, text, index);
        Append(first);
        if (second is { } mark)
            Append(mark);
        return consumed;
    }

    private void Append(Rune rune)
    {
        if (_looksAtNonAscii && _filtered.Contains(rune.Value))
            _buffer.Append(_separator);
        else if (_looksAtNonAscii && _standalone.Contains(rune.Value))
            AppendAlone(rune);
        else
            _buffer.Append(rune);
    }

    private void AppendAlone(Rune rune)
    {
        _buffer.Append(_separator);
        _buffer.Append(rune);
        _buffer.Append(_separator);
    }

    private bool IsFiltered(char ascii) => _filtered.Contains(Lower(ascii));

    private bool IsStandalone(char ascii) => _standalone.Contains(Lower(ascii));

    private static FrozenSet<int> RunesOf(string characters) =>
        characters.EnumerateRunes().Select(rune => rune.Value).ToFrozenSet();

    private char Lower(char ascii) => _lowercase ? char.ToLowerInvariant(ascii) : ascii;

    private static Vector128<byte> Lower(Vector128<byte> ascii)
    {
        var isCapital = Vector128.GreaterThan(ascii, Vector128.Create((byte)('A' - 1)))
            & Vector128.LessThan(ascii, Vector128.Create((byte)('Z' + 1)));
        return ascii | (isCapital & Vector128.Create((byte)('a' - 'A')));
    }
}
