namespace MlNet.Sequences;

/// <summary>
/// Lengths of texts in Unicode code points, closer to what people count as characters: an emoji is two UTF-16 units and one code
/// point.
/// </summary>
internal static class CodePoints
{
    /// <summary>The number of UTF-16 units of a text's first code points, which never splits a surrogate pair.</summary>
    /// <param name="text">The text; an unpaired surrogate counts as one.</param>
    /// <param name="most">The number of code points; a shorter text counts as a whole.</param>
    internal static int Units(ReadOnlySpan<char> text, int most)
    {
        if (text.Length <= most)
            return text.Length;

        int units = 0;
        for (int count = 0; count < most && units < text.Length; count++)
            units += char.IsHighSurrogate(text[units]) && units + 1 < text.Length && char.IsLowSurrogate(text[units + 1]) ? 2 : 1;
        return units;
    }

    /// <summary>
    /// The text, or if it has more code points than this, its beginning and an ellipsis, together this long.
    /// </summary>
    internal static string Shorten(string text, int most) =>
        Units(text, most) == text.Length ? text : string.Concat(text.AsSpan(0, Units(text, most - 1)), "\u2026");
}
