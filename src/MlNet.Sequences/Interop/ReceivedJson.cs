using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>JSON as a message has it.</summary>
internal static class ReceivedJson
{
    private const int Longest = 60;

    /// <summary>The value as it was written, on one line, and not all of it where it is long.</summary>
    internal static string Shorten(JsonElement value)
    {
        string text = string.Join(' ', value.GetRawText().Split('\n', StringSplitOptions.TrimEntries));
        return CodePoints.Shorten(text, Longest);
    }
}
