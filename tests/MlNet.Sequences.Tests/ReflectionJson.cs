using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace MlNet.Sequences.Tests;

/// <summary>
/// JSON of the tests' own types. Serialization by reflection is off in this project, so that the library never depends on the
/// default.
/// </summary>
internal static class ReflectionJson
{
    private static readonly JsonSerializerOptions Options = new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    internal static string Serialize<T>(T value) => JsonSerializer.Serialize(value, Options);

    internal static T Deserialize<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;

    internal static T Deserialize<T>(JsonElement json) => json.Deserialize<T>(Options)!;
}
