using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>A case that PyTorch has computed, from tests/fixtures/lstm; tests/fixtures/README.md says how to read it.</summary>
internal sealed record LstmFixture(
    LstmFixture.Settings Config, Dictionary<string, LstmFixture.Values> Weights, JsonElement[] Sequences, float[] Labels,
    float[] ExampleWeights, LstmFixture.Results Expected, LstmFixture.Steps? Optimizer)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    internal static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.json")
        .Select(path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal);

    private static string Folder => Repository.Path("tests", "fixtures", "lstm");

    internal static LstmFixture Load(string name) =>
        JsonSerializer.Deserialize<LstmFixture>(File.ReadAllText(Path.Combine(Folder, name + ".json")), Json)!;

    internal SequenceInput Input => new(Config.VocabularySize ?? 0, Config.Channels ?? 0);

    internal LstmOptions Options => new()
    {
        EmbeddingSize = Config.EmbeddingSize,
        HiddenSize = Config.HiddenSize,
        NumberOfLayers = Config.Layers,
        Bidirectional = Config.Bidirectional,
        Pooling = Config.Pooling == "MeanMax" ? SequencePooling.MeanAndMax : Enum.Parse<SequencePooling>(Config.Pooling),
        StepDropout = 0,
        EmbeddingDropout = 0,
        RecurrentDropout = 0,
        HeadDropout = 0,
        Optimizer = Optimizer?.Kind ?? SequenceOptimizer.Adam,
        LearningRate = Optimizer?.LearningRate ?? 1,
        WeightDecay = Optimizer?.WeightDecay ?? 0,
        Momentum = Optimizer?.Momentum ?? 0,
        GradientClippingNorm = Optimizer?.ClipNorm,
    };

    /// <summary>The library's own network with the fixture's weights. The caller is in a dispose scope.</summary>
    internal SequenceNetwork BuildNetwork()
    {
        var network = NetworkBuilder.Build(Options.Architecture, Input, outputs: 1, seed: 1);
        network.LoadWeights(Weights.ToDictionary(w => w.Key, w => torch.tensor(w.Value.Data).reshape(w.Value.Shape)));
        return network;
    }

    internal SequenceBuffer Encode()
    {
        var buffer = new SequenceBuffer(Input);
        for (int i = 0; i < Sequences.Length; i++)
        {
            if (Input.IsTokens)
            {
                int[] tokens = Sequences[i].Deserialize<int[]>()!;
                tokens.CopyTo(buffer.AppendTokens(tokens.Length));
            }
            else
            {
                float[] values = [.. Sequences[i].Deserialize<float[][]>()!.SelectMany(step => step)];
                values.CopyTo(buffer.AppendValues(values.Length));
            }

            buffer.EndSequence(Labels[i], ExampleWeights[i]);
        }

        return buffer;
    }

    internal sealed record Settings(
        int? VocabularySize, int? Channels, int EmbeddingSize, int HiddenSize, int Layers, bool Bidirectional, string Pooling);

    internal sealed record Values(long[] Shape, float[] Data);

    internal sealed record Results(float[] Logits, float Loss, Dictionary<string, Values> Gradients);

    internal sealed record Steps(
        SequenceOptimizer Kind, double LearningRate, double WeightDecay, double Momentum, double? ClipNorm,
        [property: JsonPropertyName("steps")] int Count, Dictionary<string, Values> ExpectedWeights, float ExpectedGradientNorm);
}
