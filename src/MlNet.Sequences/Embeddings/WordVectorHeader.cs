using System.Globalization;

namespace MlNet.Sequences;

/// <summary>The first line of word2vec's formats: "count dimension".</summary>
/// <param name="Count">The words.</param>
/// <param name="Dimension">The numbers of each word's vector.</param>
internal readonly record struct WordVectorHeader(long Count, int Dimension)
{
    /// <summary>Hundreds of times what word vectors have: more is a line of something else.</summary>
    internal const int MaximumDimension = 100_000;

    /// <summary>Reads a header; null where the line, without its end, is none. GloVe's files have none.</summary>
    /// <remarks>"7 3" could be a word and its only number, but nobody has vectors of one whole number.</remarks>
    /// <exception cref="InvalidDataException">The header says what can't be.</exception>
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
                $"The first line of a file of word vectors may say how many words it has and how many numbers each, from 1 to " +
                $"{MaximumDimension}; in {name} it is '{WordVectorText.Show(line)}'. Take an unharmed copy of the file, and " +
                "one of word vectors.");
        return new(count, dimension);
    }

    /// <exception cref="InvalidDataException">The file has another number of words than its header says.</exception>
    internal static void CheckCount(WordVectorHeader? header, long received, bool isAtLeast, string name)
    {
        if (header is { } h && h.Count != received)
            throw new InvalidDataException(
                $"A file of word vectors must have as many words as its first line says; {name} says {h.Count} and has " +
                $"{(isAtLeast ? "more" : received)}. It is truncated or edited: get it anew, or correct its first line.");
        if (received == 0)
            throw new InvalidDataException(
                $"A file of word vectors must have a word; {name} has none. Take an unharmed copy of the file.");
    }

    private static bool IsWhole(ReadOnlySpan<byte> digits) =>
        !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
