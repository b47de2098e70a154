using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>
/// Word vectors in JSON: the path of their file. A model's are written as the text that describes it, which is not a file.
/// </summary>
internal sealed class InitialEmbeddingsConverter : JsonConverter<InitialEmbeddings>
{
    private const string Rule = "the path of a file of word vectors, in quotes";

    public override InitialEmbeddings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException(Rule);
        try
        {
            return InitialEmbeddings.FromFile(reader.GetString()!);
        }
        catch (ArgumentException e)
        {
            throw new JsonException(Rule, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, InitialEmbeddings value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
