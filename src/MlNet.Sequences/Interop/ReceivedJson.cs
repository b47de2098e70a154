using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>JSON for messages.</summary>
internal static class ReceivedJson
{
    private const int Longest = 60;

    /// <summary>The value as written, on one line, shortened if long.</summary>
    internal static string Shorten(JsonElement value)
    {
        string text = string.Join(' ', value.GetRawText().Split('\n', StringSplitOptions.TrimEntries));
        return CodePoints.Shorten(text, Longest);
    }
}
