using Microsoft.ML.Tokenizers;

namespace MlNet.Sequences;

/// <summary>
/// Words no longer than a bound: what is longer is cut, never within a surrogate pair. Merging the byte pairs of a word takes time by the
/// square of its length, so that a text of a million characters without a space would take an hour.
/// </summary>
internal sealed class BoundedWords(PreTokenizer words) : PreTokenizer
{
    /// <summary>The most UTF-16 units of a word.</summary>
    internal const int MaximumLength = 1_000;

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) =>
        text.Length <= MaximumLength ? words.PreTokenize(text) : Cut(words.PreTokenize(text), text);

    /// <inheritdoc/>
    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) =>
        text.Length <= MaximumLength ? words.PreTokenize(text) : Cut(words.PreTokenize(text), text);

    private static List<(int Offset, int Length)> Cut(IEnumerable<(int Offset, int Length)> words, ReadOnlySpan<char> text)
    {
        var pieces = new List<(int Offset, int Length)>();
        foreach (var (start, length) in words)
        {
            int offset = start;
            int end = start + length;
            while (end - offset > MaximumLength)
            {
                int size = char.IsHighSurrogate(text[offset + MaximumLength - 1]) ? MaximumLength - 1 : MaximumLength;
                pieces.Add((offset, size));
                offset += size;
            }

            pieces.Add((offset, end - offset));
        }

        return pieces;
    }
}
