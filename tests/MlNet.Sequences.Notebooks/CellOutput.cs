using System.Text.Json.Nodes;

namespace MlNet.Sequences.Notebooks;

/// <summary>What a cell printed, or a value that it showed.</summary>
/// <param name="MimeType">Null for what was printed.</param>
/// <param name="Text">The text, of that type.</param>
internal sealed record CellOutput(string? MimeType, string Text)
{
    /// <summary>
    /// A value as a notebook shows it: what knows its HTML by that, sequences line by line, all else by its text.
    /// </summary>
    internal static CellOutput Of(object value)
    {
        if (value.GetType().GetMethod("ToHtml", Type.EmptyTypes) is { } toHtml && toHtml.ReturnType == typeof(string))
            return new("text/html", (string)toHtml.Invoke(value, null)!);
        return new("text/plain", value is System.Collections.IEnumerable many and not string
            ? string.Join('\n', many.Cast<object?>())
            : $"{value}");
    }

    internal JsonObject ToJson()
    {
        var lines = new JsonArray([.. Lines(Text).Select(line => (JsonNode)line)]);
        return MimeType is null
            ? new() { ["name"] = "stdout", ["output_type"] = "stream", ["text"] = lines }
            : new()
            {
                ["data"] = new JsonObject { [MimeType] = lines },
                ["metadata"] = new JsonObject(),
                [
            "output_type"] = "display_data"
            };
    }

    private static IEnumerable<string> Lines(string text)
    {
        for (int from = 0; from < text.Length;)
        {
            int end = text.IndexOf('\n', from);
            int to = end < 0 ? text.Length : end + 1;
            yield return text[from..to];
            from = to;
        }
    }
}
