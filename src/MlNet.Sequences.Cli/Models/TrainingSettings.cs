using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The settings that a model was trained with, which the library returns as text, with JSON's types.
/// </summary>
internal static class TrainingSettings
{
    private const string Null = "null";

    internal static IReadOnlyDictionary<string, JsonNode?> Read(IReadOnlyDictionary<string, string> settings, TrainerKind kind)
    {
        var types = kind.CreateOptions().GetType().GetProperties()
            .ToDictionary(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name), property => property.PropertyType);
        return settings.ToDictionary(
            setting => setting.Key,
            setting => setting.Value == Null ? null : Parse(setting.Value, types.GetValueOrDefault(setting.Key)));
    }

    internal static bool HaveAverage(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault(
            JsonNamingPolicy.CamelCase.ConvertName(nameof(SequenceTrainerOptions.WeightAverageDecay)), Null) != Null;

    // A column may be named 1 or true. Words, and settings of later versions, stay text.
    private static JsonNode Parse(string text, Type? type)
    {
        if (type == typeof(string) || type == typeof(InitialEmbeddings))
            return text;
        if (type == typeof(ClassWeights) && text.StartsWith('{'))
            return JsonNode.Parse(text)!;
        return bool.TryParse(text, out bool flag) ? flag
            : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int whole) ? whole
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) ? number
            : text;
    }
}
