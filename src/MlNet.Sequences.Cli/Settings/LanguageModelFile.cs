using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences.Cli;

/// <summary>A file with the options of a language model, as <c>config --language-model</c> prints it.</summary>
internal static class LanguageModelFile
{
    private const string Network = "network";

    /// <summary>The options in a file, with defaults for the rest.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">The network.</param>
    /// <param name="defaults">The defaults.</param>
    /// <exception cref="UsageException">The file does not exist, or it has a mistake; the message lists each.</exception>
    internal static LanguageModelOptions Read(string path, TrainerKind kind, LanguageModelOptions defaults)
    {
        var root = SettingsFile.ReadObject(path, $"{Tool.Name} config --language-model");
        JsonProperty[] own = [.. root.EnumerateObject()];
        string all = defaults.ToJson();
        if (own.Where(option => option.Name == Network).ToArray() is [{ Value.ValueKind: JsonValueKind.Object } network])
        {
            JsonProperty[] options = [.. network.Value.EnumerateObject()];
            string[] violations = [.. options.Select(option => ViolationOf(path, option)).OfType<string>()];
            if (violations.Length > 0)
                throw new UsageException(string.Join(Environment.NewLine, violations));
            string merged = SettingsFile.Merge(JsonNode.Parse(all)![Network]!.ToJsonString(), options);
            own = [.. own.Where(option => option.Name != Network), Property(Network, merged)];
        }

        try
        {
            return kind.ReadLanguageModel!(SettingsFile.Merge(all, own));
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{path}: {e.Message}");
        }
    }

    private static string? ViolationOf(string path, JsonProperty option) =>
        SettingsFile.SetByTool.ContainsKey(option.Name)
            ? $"{path}: {Network}.{option.Name} is not a setting of pretrain; received " +
            $"{ReceivedJson.Shorten(option.Value)}. Leave it out: pretrain names its own columns."
            : null;

    private static JsonProperty Property(string name, string json) =>
        JsonDocument.Parse($"{{\"{name}\":{json}}}").RootElement.EnumerateObject().Single();
}
