using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MlNet.Sequences.Benchmarks;

/// <summary>The JSON of reports and between processes: camelCase. A number that is not finite is a defect, and fails.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static readonly JsonSerializerOptions Indented = new(Options) { WriteIndented = true };

    internal static string Line<T>(T value) => JsonSerializer.Serialize(value, Options);

    internal static string Lines<T>(T value) => JsonSerializer.Serialize(value, Indented).ReplaceLineEndings("\n");

    internal static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;
}
