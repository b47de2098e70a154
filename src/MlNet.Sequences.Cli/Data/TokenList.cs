using System.Text.Json;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Several tokens or tags in one text: a JSON array of strings, as .jsonl files have it, or words separated by spaces.
/// </summary>
internal static class TokenList
{
    // A no-break space in a token separates nothing.
    private const char NoBreakSpace = '\u00A0';

    private static readonly char[] Spaces = [' ', '\t', '\n', '\r'];

    /// <summary>The strings of a JSON array, empty for null; null if the text is something else.</summary>
    internal static string[]? OfArray(string text)
    {
        if (!text.StartsWith('[') || !text.EndsWith(']'))
            return null;
        try
        {
            using var json = JsonDocument.Parse(text);
            var items = json.RootElement.EnumerateArray().ToArray();
            return items.All(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Null)
                ? [.. items.Select(item => item.GetString() ?? "")]
                : null;
        }
        catch (JsonException)
        {
            return null; // words that begin with a bracket
        }
    }

    internal static string[] Of(string text) => OfArray(text) ?? text.Split(Spaces, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The tokens as a JSON array.</summary>
    internal static string ToArray(IEnumerable<string> tokens) => Json.Line(tokens.ToArray());

    /// <summary>The tokens separated by spaces, as a model reads them; a space within a token becomes a no-break space.</summary>
    internal static string ToText(IEnumerable<string> tokens) => string.Join(' ', tokens.Select(WithoutSpaces));

    /// <summary>A text of tokens in either form, as a model reads it.</summary>
    internal static string ToText(string text) => ToText(Of(text));

    private static string WithoutSpaces(string token) =>
        token.IndexOfAny(Spaces) < 0 ? token : string.Concat(token.Select(c => Spaces.Contains(c) ? NoBreakSpace : c));
}
