using System.Text;

namespace MlNet.Sequences;

/// <summary>
/// Prepares text for the subword tokenizer. For WordPiece, as in BERT: spaces surround words, each Chinese character and each
/// punctuation mark. For byte pairs nothing is inserted. Reuses one buffer and allocates nothing else; not thread-safe.
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

    /// <summary>The normalized text. Valid until the next call.</summary>
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

            // An unpaired surrogate is decoded as U+FFFD: it is not valid text, and the tokenizers fail on it or lose it.
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

    /// <summary>BERT's uncased models have no accents; byte-pair vocabularies keep them.</summary>
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
