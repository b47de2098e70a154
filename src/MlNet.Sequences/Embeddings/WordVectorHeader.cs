using System.Globalization;

namespace MlNet.Sequences;

/// <summary>The first line of word2vec's formats: "count dimension".</summary>
/// <param name="Count">The number of words.</param>
/// <param name="Dimension">The dimension of each word's vector.</param>
internal readonly record struct WordVectorHeader(long Count, int Dimension)
{
    /// <summary>Hundreds of times the usual dimension: more means a line of something else.</summary>
    internal const int MaximumDimension = 100_000;

    /// <summary>Reads a header; null if the line, without its end, is not one. GloVe's files have none.</summary>
    /// <remarks>"7 3" could be a word and its only number, but nobody uses vectors of one whole number.</remarks>
    /// <exception cref="InvalidDataException">The header is impossible.</exception>
    internal static WordVectorHeader? Parse(ReadOnlySpan<byte> line, string name)
    {
        line = line.TrimEnd((byte)' ');
        int space = line.IndexOf((byte)' ');
        if (space < 0 || !IsWhole(line[..space]) || !IsWhole(line[(space + 1)..]))
            return null;
        if (!long.TryParse(line[..space], NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            || !int.TryParse(line[(space + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int dimension)
            || dimension is < 1 or > MaximumDimension)
            throw new InvalidDataException(
                $"The first line of a file of word vectors may give the number of words and of numbers per word, from 1 to " +
                $"{MaximumDimension}; in {name} it is '{WordVectorText.Show(line)}'. Use an undamaged copy of the file, and " +
                "one of word vectors.");
        return new(count, dimension);
    }

    /// <exception cref="InvalidDataException">The file has another number of words than its header says.</exception>
    internal static void CheckCount(WordVectorHeader? header, long received, bool isAtLeast, string name)
    {
        if (header is { } h && h.Count != received)
            throw new InvalidDataException(
                $"A file of word vectors must have as many words as its first line says; {name} says {h.Count} and has " +
                $"{(isAtLeast ? "more" : received)}. It is truncated or edited: get it again, or correct its first line.");
        if (received == 0)
            throw new InvalidDataException(
                $"A file of word vectors must have a word; {name} has none. Use an undamaged copy of the file.");
    }

    private static bool IsWhole(ReadOnlySpan<byte> digits) =>
        !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
