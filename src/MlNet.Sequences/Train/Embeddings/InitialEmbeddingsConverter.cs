using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>Word vectors in JSON: the path of their file. A model's are written as the text that describes it, which no file is.</summary>
internal sealed class InitialEmbeddingsConverter : JsonConverter<InitialEmbeddings>
{
    public override InitialEmbeddings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException($"InitialEmbeddings must be the path of a file, as a string; received {reader.TokenType}. Write a string.");
        try
        {
            return InitialEmbeddings.FromFile(reader.GetString()!);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, InitialEmbeddings value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
