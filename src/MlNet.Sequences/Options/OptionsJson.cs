using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences;

/// <summary>The settings of options as JSON: an object with each one by its name (see <see cref="OptionSetting"/>).</summary>
internal static class OptionsJson
{
    /// <summary>
    /// The library's settings, but for JSON that people write and read: letters of all scripts unescaped (it is not in a web
    /// page), comments and trailing commas.
    /// </summary>
    internal static readonly JsonSerializerOptions Conventions = new(ModelManifest.Json)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly JsonSerializerOptions OnOneLine = new(Conventions) { WriteIndented = false };

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    /// <summary>Every setting, including nulls and defaults.</summary>
    internal static JsonObject Write(object options) =>
        new(OptionSetting.Of(options.GetType()).Select(setting => KeyValuePair.Create(setting.Name, setting.Write(options))));

    /// <summary>Every setting by its name, in readable form: texts as they are, other values as JSON on one line.</summary>
    internal static IReadOnlyDictionary<string, string> WriteAsText(JsonObject settings) => settings.ToDictionary(
        setting => setting.Key,
        setting => setting.Value is JsonValue value && value.TryGetValue(out string? text) ? text : Text(setting.Value));

    /// <summary>A value on one line.</summary>
    internal static string Text(JsonNode? value) => value is null ? "null" : value.ToJsonString(OnOneLine);

    /// <summary>Sets the options that the JSON names; the others are unchanged.</summary>
    /// <param name="json">The text of a JSON object.</param>
    /// <param name="options">The options.</param>
    /// <param name="inner">Options within them, each an object by its name.</param>
    /// <exception cref="ArgumentException">
    /// The text is not a JSON object, or it has a name twice, a name that is not a setting's or a value that the setting can't
    /// have; the message lists every one.
    /// </exception>
    internal static void Read(string json, object options, params (string Name, object Options)[] inner)
    {
        string type = options.GetType().Name;
        using var document = Parse(json, type);
        var violations = new OptionViolations();
        Read(document.RootElement, options, inner, violations);
        violations.ThrowIfAny(type);
    }

    private static void Read(
        JsonElement json, object options, (string Name, object Options)[] inner, OptionViolations violations)
    {
        string type = options.GetType().Name;
        var settings = OptionSetting.Of(options.GetType()).ToDictionary(setting => setting.Name);
        var seen = new HashSet<string>();
        if (json.ValueKind != JsonValueKind.Object)
        {
            violations.AddRule(
                $"The JSON of {type} must be an object", ReceivedJson.Shorten(json), $"put the options between {{ and }}");
            return;
        }

        foreach (var property in json.EnumerateObject())
            ReadProperty(property);

        void ReadProperty(JsonProperty property)
        {
            string received = ReceivedJson.Shorten(property.Value);
            var own = inner.FirstOrDefault(part => part.Name == property.Name).Options;
            var setting = settings.GetValueOrDefault(property.Name);
            if (own is null && setting is null)
                violations.Add(
                    property.Name, $"must be an option of {type} that JSON can hold", received,
                    $"{Suggest(property.Name, settings.Keys.Concat(inner.Select(part => part.Name)))}");
            else if (!seen.Add(property.Name))
                violations.Add(property.Name, $"must be given once", received, $"leave out all but one");
            else if (own is not null)
                Read(property.Value, own, [], violations);
            else
                setting!.Read(property.Value, options, violations);
        }
    }

    /// <summary>The differences between two settings objects: "hiddenSize is 64 and was 128".</summary>
    /// <param name="now">The current settings.</param>
    /// <param name="before">The previous settings.</param>
    /// <param name="except">The names of settings that may differ.</param>
    internal static IReadOnlyList<OptionMessage> Differences(JsonObject now, JsonObject before, IReadOnlySet<string> except)
    {
        var names = now.Concat(before).Select(pair => pair.Key).Distinct().Where(name => !except.Contains(name));
        return [.. names.Where(name => Of(now, name) != Of(before, name)).Select(Difference)];

        OptionMessage Difference(string name) => $"{OptionName.OfSetting(name)} is {Of(now, name)} and was {Of(before, name)}";

        static string Of(JsonObject settings, string name) =>
            settings.TryGetPropertyValue(name, out var value) ? Text(value) : "not known";
    }

    private static JsonDocument Parse(string json, string type)
    {
        try
        {
            return JsonDocument.Parse(LoneSurrogates.Replace(json), Lenient);
        }
        catch (JsonException e)
        {
            string reason = e.Message.Split(" LineNumber:")[0].TrimEnd('.'); // The exception counts from 0.
            throw new ArgumentException(
                $"{type} must be read from JSON; received a text that is not JSON from line {e.LineNumber + 1}, byte " +
                $"{e.BytePositionInLine + 1} on: {reason}; correct it", e);
        }
    }

    private static string Suggest(string name, IEnumerable<string> names) =>
        NearestName.Find(name, names) is { } nearest ? $"did you mean {nearest}?" : "leave it out";
}
