using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Writes a long text piece by piece, to the stream if the writer has one: written whole, it would need a buffer for the longest
/// form that escaping can give it.
/// </summary>
internal sealed class JsonTextInPieces : JsonConverter<string>
{
    private const int Piece = 1 << 16;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString();

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (value.Length <= Piece)
        {
            writer.WriteStringValue(value);
            return;
        }

        for (int start = 0; start < value.Length; start += Piece)
        {
            int length = Math.Min(Piece, value.Length - start);
            writer.WriteStringValueSegment(value.AsSpan(start, length), isFinalSegment: start + length == value.Length);
            writer.Flush();
        }
    }
}
