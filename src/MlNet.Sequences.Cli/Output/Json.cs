using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MlNet.Sequences.Cli;

/// <summary>The JSON of every report: one line, camelCase, and null for a number that JSON can't write.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(), // the default one is off in this tool
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new FiniteDouble(), new FiniteSingle(), new JsonTextInPieces() },
    };

    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true };

    internal static string Line<T>(T value) => JsonSerializer.Serialize(value, Options);

    /// <summary>Writes a line. A long one goes straight to the stream.</summary>
    internal static void WriteLine<T>(StreamWriter writer, T value, bool isLong)
    {
        if (!isLong)
        {
            writer.WriteLine(Line(value));
            return;
        }

        writer.Flush();
        using (var json = new Utf8JsonWriter(writer.BaseStream, new() { Encoder = Options.Encoder }))
            JsonSerializer.Serialize(json, value, Options);
        writer.WriteLine();
    }

    internal static string Lines<T>(T value) => JsonSerializer.Serialize(value, Indented).ReplaceLineEndings("\n");

    private sealed class FiniteDouble : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }

    private sealed class FiniteSingle : JsonConverter<float>
    {
        public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetSingle();

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options)
        {
            if (float.IsFinite(value))
                writer.WriteNumberValue(value);
            else
                writer.WriteNullValue();
        }
    }
}
