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
    private char[] _buffer = [];
    private int _length;

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
        return new(_buffer.AsSpan(0, _length), _charactersAsTokens ? "" : _separator);
    }

    /// <summary>Writes the text into the buffer, lower-cased and with separators in place of all that separates.</summary>
    private void Normalize(ReadOnlySpan<char> text)
    {
        _length = 0;
        Reserve(text.Length);
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
                Append(_separator);
                continue;
            }

            char mapped = _ascii[c];
            if (mapped == Separates)
                Append(_separator);
            else
                Append(mapped);
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
        }
        else if (rune.Value == FullLowercase.CapitalDottedI)
        {
            foreach (char part in FullLowercase.SmallDottedI)
                Append(new Rune(part));
        }
        else if (rune.Value == FullLowercase.CapitalSigma)
        {
            Append(new Rune(FullLowercase.IsFinalSigma(text, index) ? FullLowercase.FinalSigma : FullLowercase.SmallSigma));
        }
        else
        {
            Append(Rune.ToLowerInvariant(rune));
        }

        return consumed;
    }

    private void Append(Rune rune)
    {
        if (_filtersNonAscii && _filtered.Contains(rune.Value))
        {
            Append(_separator);
            return;
        }

        Reserve(2);
        _length += rune.EncodeToUtf16(_buffer.AsSpan(_length));
    }

    private void Append(char c)
    {
        if ((uint)_length >= (uint)_buffer.Length)
            Reserve(1);
        _buffer[_length++] = c;
    }

    private void Append(string text)
    {
        foreach (char c in text)
            Append(c);
    }

    private void Reserve(int count)
    {
        int needed = checked(_length + count);
        if (needed > _buffer.Length)
            Array.Resize(ref _buffer, (int)Math.Min(Math.Max((long)needed, 2L * _buffer.Length), Array.MaxLength));
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
