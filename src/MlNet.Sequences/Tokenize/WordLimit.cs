namespace MlNet.Sequences;

/// <summary>The limit on the length of a word.</summary>
/// <param name="Most">The most characters.</param>
/// <param name="CountsUnits">
/// Whether a character is a UTF-16 unit, as in models of format 1, where an emoji counts as two; otherwise it is a code point.
/// </param>
internal readonly record struct WordLimit(int Most, bool CountsUnits)
{
    /// <summary>The number of a word's UTF-16 units within the limit: whole code points.</summary>
    internal int Units(ReadOnlySpan<char> word)
    {
        if (!CountsUnits)
            return CodePoints.Units(word, Most);
        if (word.Length <= Most)
            return word.Length;
        return char.IsHighSurrogate(word[Most - 1]) ? Most - 1 : Most;
    }
}
