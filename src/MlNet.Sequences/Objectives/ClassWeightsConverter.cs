using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>Class weights in JSON: "none", "balanced", or an object with a number for each class.</summary>
internal sealed class ClassWeightsConverter : JsonConverter<ClassWeights>
{
    private const string None = "none";
    private const string Balanced = "balanced";

    /// <summary>So that null gets this converter's error message.</summary>
    public override bool HandleNull => true;

    public override ClassWeights Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.String when reader.ValueTextEquals(None) => ClassWeights.None,
            JsonTokenType.String when reader.ValueTextEquals(Balanced) => ClassWeights.Balanced,
            JsonTokenType.StartObject => ReadByClass(ref reader),
            _ => throw Unreadable(),
        };

    public override void Write(Utf8JsonWriter writer, ClassWeights value, JsonSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        if (value.AreBalanced || value.AreNone)
        {
            writer.WriteStringValue(value.AreBalanced ? Balanced : None);
            return;
        }

        // By name, so that equal weights have equal JSON.
        writer.WriteStartObject();
        foreach (var (name, weight) in value.ByClass.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, weight, options);
        }

        writer.WriteEndObject();
    }

    private static ClassWeights ReadByClass(ref Utf8JsonReader reader)
    {
        var byClass = new Dictionary<string, double>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !byClass.TryAdd(name, reader.GetDouble()))
                throw Unreadable();
        }

        // An object without classes would mean no weights: more likely they were forgotten.
        return byClass.Count > 0 ? ClassWeights.Of(byClass) : throw Unreadable();
    }

    private static JsonException Unreadable() =>
        new($"\"{None}\", \"{Balanced}\", or an object that gives each class a number once, as {{ \"good\": 1, \"bad\": 2.5 }}");
}
