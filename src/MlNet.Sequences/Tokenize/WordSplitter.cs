using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// Splits text into words, by the same code when a vocabulary is learnt and when it is used. Keeps one buffer as long as the
/// longest text so far and allocates nothing else. For one thread at a time.
/// </summary>
internal sealed class WordSplitter
{
    /// <summary>In the table of ASCII: the character becomes the separator.</summary>
    private const char Separates = char.MaxValue;

    private readonly bool _lowercase;
    private readonly bool _removeLineBreaks;
    private readonly bool _charactersAsTokens;
    private readonly string _separator;
    private readonly HashSet<int> _filtered;
    private readonly bool _filtersNonAscii;
    private readonly char[] _ascii = new char[128];
    private readonly TextBuffer _buffer = new();

    internal WordSplitter(TokenizeIntoWordsAsKeysOptions options)
    {
        _lowercase = options.Lowercase;
        _removeLineBreaks = options.RemoveHtmlLineBreaks;
        _charactersAsTokens = options.CharactersAsTokens;
        _separator = options.Separator;
        _filtered = options.CharactersAsTokens ? [] : [.. options.FilterCharacters.EnumerateRunes().Select(rune => rune.Value)];
        // İ and the Kelvin sign become ASCII letters.
        _filtersNonAscii = _filtered.Any(c => c >= _ascii.Length || char.IsAsciiLetterLower((char)c));
        for (int i = 0; i < _ascii.Length; i++)
        {
            char lower = _lowercase ? char.ToLowerInvariant((char)i) : (char)i;
            _ascii[i] = _filtered.Contains(lower) ? Separates : lower;
        }
    }

    /// <summary>The words of a text, in their order. Valid until the next call.</summary>
    internal Words Split(ReadOnlySpan<char> text)
    {
        Normalize(text);
        return new(_buffer.Text, _charactersAsTokens ? "" : _separator);
    }

    /// <summary>Writes the text into the buffer, lower-cased and with separators in place of all that separates.</summary>
    private void Normalize(ReadOnlySpan<char> text)
    {
        _buffer.Clear(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c >= 128)
            {
                i += AppendNonAscii(text, i) - 1;
                continue;
            }

            if (c == '<' && _removeLineBreaks && HtmlLineBreak.LengthAt(text[i..]) is > 0 and var length)
            {
                i += length - 1;
                _buffer.Append(_separator);
                continue;
            }

            char mapped = _ascii[c];
            if (mapped == Separates)
                _buffer.Append(_separator);
            else
                _buffer.Append(mapped);
        }
    }

    /// <summary>Appends what the code point at this index becomes; returns how many UTF-16 units it has.</summary>
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
        if (_filtersNonAscii && _filtered.Contains(rune.Value))
        {
            _buffer.Append(_separator);
            return;
        }

        _buffer.Append(rune);
    }

    /// <summary>Enumerates the words of a normalised text: by separator, or by code point where there is none.</summary>
    internal ref struct Words(ReadOnlySpan<char> text, ReadOnlySpan<char> separator)
    {
        private readonly ReadOnlySpan<char> _separator = separator;
        private ReadOnlySpan<char> _rest = text;

        public ReadOnlySpan<char> Current { get; private set; }

        public readonly Words GetEnumerator() => this;

        public bool MoveNext()
        {
            while (!_rest.IsEmpty)
            {
                int end = _separator.Length switch
                {
                    0 => char.IsHighSurrogate(_rest[0]) ? 2 : 1,
                    1 => _rest.IndexOf(_separator[0]),
                    _ => _rest.IndexOf(_separator),
                };
                Current = end < 0 ? _rest : _rest[..end];
                _rest = end < 0 ? default : _rest[(end + _separator.Length)..];
                if (!Current.IsEmpty)
                    return true;
            }

            return false;
        }
    }
}
