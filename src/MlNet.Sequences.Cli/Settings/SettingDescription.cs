using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences.Cli;

/// <summary>The description of a setting, for people who write a settings file and for their editors.</summary>
/// <param name="Name">The key.</param>
/// <param name="Purpose">What it is for, as sentences without the default; empty without documentation.</param>
/// <param name="Type">Its type in JSON Schema.</param>
/// <param name="Default">Its default; null if the default is null.</param>
internal sealed record SettingDescription(string Name, string Purpose, JsonObject Type, JsonNode? Default)
{
    /// <summary>Its group; null if there are no groups.</summary>
    internal string? Group { get; init; }

    /// <summary>The words that it accepts; empty if it is not a word.</summary>
    internal IEnumerable<string> Words => Type["enum"]?.AsArray().OfType<JsonNode>().Select(word => word.ToString()) ?? [];

    /// <summary>
    /// The options of a trainer with the tool's defaults: as in the library, except for those that the tool itself sets.
    /// </summary>
    internal static IReadOnlyList<SettingDescription> OptionsOf(TrainerKind kind)
    {
        object options = TrainDefaults.ForData(kind);
        return Of(options, kind.WriteOptions(options), kind.IsNetwork ? "Network" : "N-grams");
    }

    /// <summary>The options of a language model, except for those of its network.</summary>
    internal static IReadOnlyList<SettingDescription> OfLanguageModels()
    {
        var options = new LanguageModelOptions();
        var json = JsonNode.Parse(options.ToJson())!.AsObject();
        json.Remove(JsonNamingPolicy.CamelCase.ConvertName(nameof(options.Network)));
        return Of(options, json.ToJsonString(), "Language model");
    }

    private static SettingDescription[] Of(object options, string json, string group)
    {
        var properties = options.GetType().GetProperties()
            .ToDictionary(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name));
        return
        [
            .. JsonNode.Parse(json)!.AsObject()
                .Where(pair => !SettingsFile.SetByTool.ContainsKey(pair.Key))
                .Select(pair => new SettingDescription(
                    pair.Key, LibraryDocumentation.PurposeOf(properties[pair.Key]), TypeOf(properties[pair.Key]),
                    pair.Value?.DeepClone())
                {
                    Group = properties[pair.Key].GetCustomAttribute<CategoryAttribute>()?.Category ?? group,
                }),
        ];
    }

    internal static JsonObject TypeOf(string type, bool isNullable) =>
        new() { ["type"] = isNullable ? new JsonArray(type, "null") : type };

    internal static JsonObject TypeOf(IEnumerable<string> words, bool isNullable) =>
        new()
        {
            ["enum"] = new JsonArray(
        [.. words.Select(word => JsonValue.Create(word)), .. isNullable ? [null] : Array.Empty<JsonNode?>()])
        };

    private static JsonObject TypeOf(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        bool isNullable = new NullabilityInfoContext().Create(property).WriteState == NullabilityState.Nullable;
        if (type == typeof(ClassWeights))
            return new()
            {
                ["oneOf"] = new JsonArray(
                    TypeOf(["none", "balanced"], isNullable: false),
                    new JsonObject
                    {
                        ["type"] = "object",
                        ["minProperties"] = 1,
                        ["additionalProperties"] = new JsonObject { ["type"] = "number", ["minimum"] = 0 },
                    }),
            };
        return type.IsEnum ? TypeOf(Enum.GetNames(type), isNullable)
            : type == typeof(bool) ? TypeOf("boolean", isNullable)
            : type == typeof(double) || type == typeof(float) ? InRange("number")
            : type.IsPrimitive ? InRange("integer")
            : TypeOf("string", isNullable); // A text, or what the library reads from one, such as a file's path.

        JsonObject InRange(string name)
        {
            var schema = TypeOf(name, isNullable);
            if (property.GetCustomAttribute<RangeAttribute>() is not { } range)
                return schema;
            schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = Number(range.Minimum);
            if (range.Maximum is not (int.MaxValue or double.PositiveInfinity))
                schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = Number(range.Maximum);
            return schema;
        }

        static JsonNode Number(object bound) => bound is int whole ? whole : (double)bound;
    }
}
