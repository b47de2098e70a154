using System.Text.Json.Nodes;
namespace MlNet.Sequences;
internal static class OptionsJson
{
    internal static JsonObject Write(SequenceTrainerOptions options) => new() { ["type"] = options.GetType().Name };
    internal static IReadOnlyList<string> Differences(JsonObject a, JsonObject b, ISet<string> except) => [];
}
