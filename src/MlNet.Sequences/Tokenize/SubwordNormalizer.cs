using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// Text as the subwords' tokenizer reads it. For WordPiece as BERT does: words, each Chinese character and each punctuation mark
/// stand between spaces. For byte pairs nothing is moved. Keeps one buffer and allocates nothing else. For one thread at a time.
/// </summary>
internal sealed class SubwordNormalizer
{
    private readonly bool _splitsWords;
    private readonly bool _lowercase;
    private readonly bool _removeLineBreaks;
    private readonly Action<Rune> _append;
    private readonly TextBuffer _buffer = new();

    internal SubwordNormalizer(bool splitsWords, bool lowercase, bool removeLineBreaks)
    {
        _splitsWords = splitsWords;
        _lowercase = lowercase;
        _removeLineBreaks = removeLineBreaks;
        _append = splitsWords ? AppendSplit : _buffer.Append;
    }

    /// <summary>The text, normalised. Valid until the next call.</summary>
    internal ReadOnlySpan<char> Normalize(ReadOnlySpan<char> text)
    {
        _buffer.Clear(text.Length);
        int length;
        for (int i = 0; i < text.Length; i += length)
        {
            length = _removeLineBreaks ? HtmlLineBreak.LengthAt(text[i..]) : 0;
            if (length > 0)
            {
                _buffer.Append(' ');
                continue;
            }

            // An unpaired surrogate is decoded as U+FFFD: it is no text, and the tokenizers fail on it or lose it.
            Rune.DecodeFromUtf16(text[i..], out var rune, out length);
            if (_splitsWords && BertCharacters.IsSpace(rune))
                _buffer.Append(' ');
            else if (!_splitsWords || !BertCharacters.IsDropped(rune))
                AppendCased(rune, text, i);
        }

        return _buffer.Text;
    }

    private void AppendCased(Rune rune, ReadOnlySpan<char> text, int index)
    {
        if (!_lowercase)
        {
            _append(rune);
            return;
        }

        var (first, second) = FullLowercase.Of(rune, text, index);
        AppendUnaccented(first);
        if (second is { } mark)
            AppendUnaccented(mark);
    }

    /// <summary>BERT's uncased models know no accents; vocabularies of byte pairs keep them.</summary>
    private void AppendUnaccented(Rune rune)
    {
        if (_splitsWords)
            BaseLetters.Append(rune, _append);
        else
            _append(rune);
    }

    private void AppendSplit(Rune rune)
    {
        bool alone = BertCharacters.IsPunctuation(rune) || BertCharacters.IsIdeograph(rune);
        if (alone)
            _buffer.Append(' ');
        _buffer.Append(rune);
        if (alone)
            _buffer.Append(' ');
    }
}
