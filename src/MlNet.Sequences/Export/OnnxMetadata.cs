using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The metadata of an exported model: texts by name, lists and settings in JSON.</summary>
internal static class OnnxMetadata
{
    private static readonly JsonSerializerOptions Json = new(ModelManifest.Json)
    {
        WriteIndented = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string Vocabulary = "vocabulary";

    internal static string LibraryVersion => TrainingVersions.Current.Library;

    /// <param name="network">The network.</param>
    /// <param name="model">The network's transformer, or the chain that contains it.</param>
    /// <param name="weights">The type of its stored weights.</param>
    internal static IReadOnlyDictionary<string, string> Of(NetworkDescription network, ITransformer model, OnnxWeights weights)
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["library"] = "MlNet.Sequences",
            ["library_version"] = LibraryVersion,
            ["architecture"] = ModelParts<NetworkArchitecture>.NameOf(network.Architecture),
            ["architecture_settings"] = JsonSerializer.Serialize(
                ModelParts<NetworkArchitecture>.ToJson(network.Architecture), Json),
            ["task"] = ModelParts<Objective>.NameOf(network.Objective),
            ["feature_column"] = network.FeatureColumnName,
            ["label_column"] = network.LabelColumnName,
            ["weights"] = weights.ToString().ToLowerInvariant(),
        };
        if (network.Vocabulary is { } vocabulary)
            metadata[Vocabulary] = JsonSerializer.Serialize(vocabulary.Texts, Json); // the value of token 1 first
        if (network.Objective is BinaryObjective binary)
            metadata["threshold"] = JsonSerializer.Serialize(binary.Threshold, Json);
        if (network.Objective.ClassNames is { Count: > 0 } classes)
            metadata["classes"] = JsonSerializer.Serialize(classes, Json);
        if (network.Architecture.LongestSequence is { } longest)
            metadata["longest_sequence"] = longest.ToString(CultureInfo.InvariantCulture);
        AddSteps(metadata, network.FeatureColumnName, model);
        return metadata;
    }

    /// <summary>The words of the network's tokens, as written by <see cref="Of"/>; null if the file has none.</summary>
    /// <exception cref="JsonException">They are not a list of texts.</exception>
    internal static PrimitiveValues? VocabularyOf(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(Vocabulary, out string? json))
            return null;
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Array
            || document.RootElement.EnumerateArray().Any(word => word.ValueKind != JsonValueKind.String))
            throw new JsonException($"'{Vocabulary}' is not a list of texts");
        return new(
            TextDataViewType.Instance.ToString()!, [.. document.RootElement.EnumerateArray().Select(word => word.GetString()!)]);
    }

    // Follows the network's column back: the step that made it, the step that made that step's input, and so on. Other steps of
    // the chain are ignored.
    private static void AddSteps(SortedDictionary<string, string> metadata, string column, ITransformer model)
    {
        var before = TrainedModels.Steps(model).TakeWhile(step => step is not ITrainedModel).OfType<IEncodingStep>();
        foreach (var step in before.Reverse())
        {
            if (step.OutputColumnName != column)
                continue;
            metadata.TryAdd(step.Role, step.DescribeSettings().ToJsonString(Json));
            column = step.InputColumnName;
        }
    }
}
