using Microsoft.ML.Tokenizers;

namespace MlNet.Sequences;

/// <summary>
/// Words no longer than a limit: longer ones are split, never within a surrogate pair. Merging the byte pairs of a word takes
/// time quadratic in its length, so a text of a million characters without a space would take an hour.
/// </summary>
internal sealed class BoundedWords(PreTokenizer words, WordLimit limit) : PreTokenizer
{
    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) =>
        limit.Units(text) == text.Length ? words.PreTokenize(text) : Cut(words.PreTokenize(text), text);

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) =>
        limit.Units(text) == text.Length ? words.PreTokenize(text) : Cut(words.PreTokenize(text), text);

    private List<(int Offset, int Length)> Cut(IEnumerable<(int Offset, int Length)> words, ReadOnlySpan<char> text)
    {
        var pieces = new List<(int Offset, int Length)>();
        foreach (var (start, length) in words)
        {
            int offset = start;
            int end = start + length;
            int size;
            for (; (size = limit.Units(text[offset..end])) < end - offset; offset += size)
                pieces.Add((offset, size));
            pieces.Add((offset, end - offset));
        }

        return pieces;
    }
}
