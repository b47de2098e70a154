using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>
/// Messages in JSON: an array of texts and names, <c>["Raise ", { "option": "NumberOfEpochs" }, "."]</c>.
/// </summary>
internal sealed class OptionMessageConverter : JsonConverter<OptionMessage>
{
    public override OptionMessage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var message = new OptionMessage();
        foreach (var piece in JsonElement.ParseValue(ref reader) is
        {
            ValueKind: JsonValueKind.Array,
        } array ? array.EnumerateArray() : throw Wrong())
        {
            if (piece.ValueKind == JsonValueKind.String)
                message.AppendLiteral(piece.GetString()!);
            else if (piece.ValueKind == JsonValueKind.Object && Text(piece, "option") is { } name)
                message.AppendFormatted(new OptionName(name, Text(piece, "shown")));
            else
                throw Wrong();
        }

        return message;
    }

    public override void Write(Utf8JsonWriter writer, OptionMessage value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var piece in value.Pieces)
        {
            if (!piece.IsName)
            {
                writer.WriteStringValue(piece.Text);
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("option", piece.Text);
            if (piece.Shown is not null)
                writer.WriteString("shown", piece.Shown);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string? Text(JsonElement piece, string name) =>
        piece.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonException Wrong() => new("an array of texts and names of options");
}
