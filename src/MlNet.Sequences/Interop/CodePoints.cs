namespace MlNet.Sequences;

/// <summary>
/// Lengths of texts in characters as people count them, Unicode code points: an emoji is two UTF-16 units and one of these.
/// </summary>
internal static class CodePoints
{
    /// <summary>How many UTF-16 units the first code points of a text have: never half of a surrogate pair.</summary>
    /// <param name="text">The text; an unpaired surrogate counts as one.</param>
    /// <param name="most">How many code points; all of the text where it has fewer.</param>
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
    /// The text, or where it is longer than so many code points its beginning and an ellipsis, together so long.
    /// </summary>
    internal static string Shorten(string text, int most) =>
        Units(text, most) == text.Length ? text : string.Concat(text.AsSpan(0, Units(text, most - 1)), "\u2026");
}
