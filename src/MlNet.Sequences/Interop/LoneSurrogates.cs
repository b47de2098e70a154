using System.Globalization;

namespace MlNet.Sequences;

/// <summary>
/// Halves of surrogate pairs that JSON escapes as <c>\uD83D</c> without the other half: they are not text, .NET's readers reject
/// them without a line number, and other readers accept them. They become U+FFFD, like invalid bytes of UTF-8.
/// </summary>
internal static class LoneSurrogates
{
    private const int Escape = 6; // \uD83D

    /// <summary>Replaces them in place.</summary>
    /// <returns>Whether there was one.</returns>
    internal static bool Replace(Span<char> json)
    {
        bool any = false;
        for (int i = json.IndexOf('\\'); i >= 0 && i < json.Length;)
        {
            int unit = UnitAt(json[i..]);
            int length = unit < 0 ? 2 : Escape; // \" and its kin, or invalid JSON
            if (unit is >= 0xD800 and <= 0xDBFF && UnitAt(json[Math.Min(i + Escape, json.Length)..]) is >= 0xDC00 and <= 0xDFFF)
            {
                length = 2 * Escape;
            }
            else if (unit is >= 0xD800 and <= 0xDFFF)
            {
                "FFFD".CopyTo(json.Slice(i + 2, 4));
                any = true;
            }

            i = Math.Min(i + length, json.Length);
            int next = json[i..].IndexOf('\\');
            i = next < 0 ? -1 : i + next;
        }

        return any;
    }

    /// <summary>The JSON without them.</summary>
    internal static string Replace(string json)
    {
        if (!json.Contains("\\u", StringComparison.Ordinal))
            return json;
        char[] characters = json.ToCharArray();
        return Replace(characters.AsSpan()) ? new(characters) : json;
    }

    private static int UnitAt(ReadOnlySpan<char> json) =>
        json is ['\\', 'u', ..] && json.Length >= Escape
            && int.TryParse(json[2..Escape], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int unit)
            ? unit
            : -1;
}
