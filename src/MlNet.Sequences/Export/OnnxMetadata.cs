using System.Text.Encodings.Web;
using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>What an exported model says of itself beside its graph: texts by name, lists and settings in JSON.</summary>
internal static class OnnxMetadata
{
    private static readonly JsonSerializerOptions Json = new(ModelManifest.Json)
    {
        WriteIndented = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static string LibraryVersion => TrainingVersions.Current.Library;

    internal static IReadOnlyDictionary<string, string> Of(NetworkDescription network, OnnxWeights weights)
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["library"] = "MlNet.Sequences",
            ["library_version"] = LibraryVersion,
            ["architecture"] = ModelParts<NetworkArchitecture>.NameOf(network.Architecture),
            ["architecture_settings"] = JsonSerializer.Serialize(ModelParts<NetworkArchitecture>.ToJson(network.Architecture), Json),
            ["task"] = ModelParts<Objective>.NameOf(network.Objective),
            ["feature_column"] = network.FeatureColumnName,
            ["label_column"] = network.LabelColumnName,
            ["weights"] = weights.ToString().ToLowerInvariant(),
        };
        if (network.Vocabulary is { } vocabulary)
            metadata["vocabulary"] = JsonSerializer.Serialize(vocabulary.Texts, Json); // the value of token 1 first
        if (network.Objective is BinaryObjective binary)
            metadata["threshold"] = JsonSerializer.Serialize(binary.Threshold, Json);
        if (network.Objective is MulticlassObjective { Labels: var labels })
            metadata["classes"] = JsonSerializer.Serialize(Enumerable.Range(0, labels.Count).Select(labels.NameOf), Json);
        return metadata;
    }
}
