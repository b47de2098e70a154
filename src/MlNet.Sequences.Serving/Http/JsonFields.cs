using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MlNet.Sequences.Serving;

/// <summary>Reads fields of JSON, with errors that name the field. Values are not repeated: they may be texts.</summary>
internal static class JsonFields
{
    /// <summary>A field of an object, or null if it is missing or null.</summary>
    internal static JsonElement? Find(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <exception cref="PredictionRefusedException">The field is missing.</exception>
    internal static JsonElement Require(JsonElement parent, string name, string what) => Find(parent, name)
        ?? throw Wrong(name, $"The field '{name}', {what}, is missing. Add it.");

    /// <exception cref="PredictionRefusedException">The object has a field with another name.</exception>
    internal static void RefuseOthers(JsonElement parent, params string[] names)
    {
        foreach (var property in parent.EnumerateObject())
        {
            string name = Decode(() => property.Name, "a name of a field");
            if (!names.Contains(name))
                throw Wrong(
                    CodePoints.Shorten(name, 60),
                    $"There is no field '{CodePoints.Shorten(name, 60)}'.{ShownNames.Suggest(name, names)} The fields: " +
                    $"{string.Join(", ", names)}.");
        }
    }

    /// <exception cref="PredictionRefusedException">The value is not a text of Unicode characters.</exception>
    internal static string Text(JsonElement value, string field) => value.ValueKind == JsonValueKind.String
        ? Decode(() => value.GetString()!, field)
        : throw Wrong(field, $"{field} must be a string; received {Describe(value)}.");

    /// <exception cref="PredictionRefusedException">The value is not an array of texts.</exception>
    internal static IReadOnlyList<string> Texts(JsonElement value, string field, int most)
    {
        CheckArray(value, field, most);
        var texts = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
            texts.Add(Text(item, $"{field}[{texts.Count}]"));
        return texts;
    }

    /// <exception cref="PredictionRefusedException">The value is not an array, or it has too many items.</exception>
    internal static void CheckArray(JsonElement value, string field, int most)
    {
        if (value.ValueKind != JsonValueKind.Array)
            throw Wrong(field, $"{field} must be an array; received {Describe(value)}.");
        if (value.GetArrayLength() > most)
            throw new PredictionRefusedException(
                StatusCodes.Status413PayloadTooLarge,
                $"{field} must have at most {most} items; received {value.GetArrayLength()}. Send several requests, or a " +
                "stream of lines.", field);
    }

    /// <exception cref="PredictionRefusedException">The value is not a version: a number above 0, or a string of it.</exception>
    internal static int? Version(JsonElement? value, string field)
    {
        if (value is null)
            return null;
        int version = 0;
        bool isNumber = value.Value.ValueKind == JsonValueKind.Number ? value.Value.TryGetInt32(out version)
            : value.Value.ValueKind == JsonValueKind.String && TryParseVersion(Text(value.Value, field), out version);
        return isNumber && version > 0 ? version
            : throw Wrong(field, $"{field} must be a whole number above 0; received {Describe(value.Value)} that is not.");
    }

    internal static bool TryParseVersion(string text, out int version) => int.TryParse(
        text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out version);

    /// <summary>"a number", "an array of 3".</summary>
    internal static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"an array of {value.GetArrayLength()}",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    internal static PredictionRefusedException Wrong(string field, string message) =>
        new(StatusCodes.Status400BadRequest, message, field);

    private static string Decode(Func<string> read, string field)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            throw Wrong(
                field, $"{field} must have whole Unicode characters; it has half of a surrogate pair. Escape both halves.");
        }
    }
}
