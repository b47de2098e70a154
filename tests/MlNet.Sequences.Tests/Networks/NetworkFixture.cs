using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>
/// A case that PyTorch has computed, from a folder of tests/fixtures; the README there says how to read it. A derived record
/// reads the settings of an architecture.
/// </summary>
internal abstract record NetworkFixture
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The folder that the case comes from, and its name.</summary>
    [JsonIgnore]
    public string Folder { get; init; } = "";

    public required Dictionary<string, Values> Weights { get; init; }

    public required JsonElement[] Sequences { get; init; }

    public required float[] Labels { get; init; }

    public required float[] ExampleWeights { get; init; }

    public required Results Expected { get; init; }

    public Steps? Optimizer { get; init; }

    internal abstract SequenceInput Input { get; }

    /// <summary>The options of the fixture's network, without dropout, and of its optimizer.</summary>
    internal SequenceTrainerOptions Options
    {
        get
        {
            var options = MakeOptions();
            options.Optimizer = Optimizer?.Kind ?? SequenceOptimizer.Adam;
            options.LearningRate = Optimizer?.LearningRate ?? 1;
            options.WeightDecay = Optimizer?.WeightDecay ?? 0;
            options.Momentum = Optimizer?.Momentum ?? 0;
            options.GradientClippingNorm = Optimizer?.ClipNorm;
            return options;
        }
    }

    /// <summary>The cases of some folders, each as "folder/case".</summary>
    internal static IEnumerable<string> NamesIn(params string[] folders) =>
        from folder in folders
        from path in Directory.GetFiles(Repository.Path("tests", "fixtures", folder), "*.json").Order(StringComparer.Ordinal)
        select $"{folder}/{Path.GetFileNameWithoutExtension(path)}";

    internal static T Load<T>(string name)
        where T : NetworkFixture
    {
        string[] parts = name.Split('/');
        string json = File.ReadAllText(Repository.Path("tests", "fixtures", parts[0], parts[1] + ".json"));
        return JsonSerializer.Deserialize<T>(json, Json)! with { Folder = parts[0] };
    }

    /// <summary>The library's own network with the fixture's weights. The caller is in a dispose scope.</summary>
    internal SequenceNetwork BuildNetwork()
    {
        var network = NetworkBuilder.Build(Options.Architecture, Input, head: new(1), seed: 1);
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
                int[] tokens = ReflectionJson.Deserialize<int[]>(Sequences[i]);
                tokens.CopyTo(buffer.AppendTokens(tokens.Length));
            }
            else
            {
                float[] values = [.. ReflectionJson.Deserialize<float[][]>(Sequences[i]).SelectMany(step => step)];
                values.CopyTo(buffer.AppendValues(values.Length));
            }

            buffer.EndSequence(Labels[i], ExampleWeights[i]);
        }

        return buffer;
    }

    private protected abstract SequenceTrainerOptions MakeOptions();

    private protected static SequencePooling PoolingOf(string name) =>
        name == "MeanMax" ? SequencePooling.MeanAndMax : Enum.Parse<SequencePooling>(name);

    internal sealed record Values(long[] Shape, float[] Data);

    internal sealed record Results(float[] Logits, float Loss, Dictionary<string, Values> Gradients);

    internal sealed record Steps(
        SequenceOptimizer Kind, double LearningRate, double WeightDecay, double Momentum, double? ClipNorm,
        [property: JsonPropertyName("steps")] int Count, Dictionary<string, Values> ExpectedWeights, float ExpectedGradientNorm);
}
