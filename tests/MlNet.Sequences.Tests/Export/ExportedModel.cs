using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MlNet.Sequences.Tests;

/// <summary>A model with random weights, and what ONNX Runtime makes of its export.</summary>
internal sealed class ExportedModel : IDisposable
{
    internal static readonly SequenceInput Tokens = new(Toy.Vocabulary, 0), Numbers = new(0, Toy.NumberRow.Channels);

    private readonly ScratchFolder _folder = new();
    private readonly InferenceSession _session;

    private ExportedModel(SequencePredictionTransformer model)
    {
        Model = model;
        Path = _folder.At("model.onnx");
        new MLContext().Model.ExportToOnnx(model, Path);
        _session = OnnxSession.Open(Path);
    }

    internal string Path { get; }

    internal SequencePredictionTransformer Model { get; }

    internal IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    internal static ExportedModel Of(NetworkArchitecture architecture, Objective objective, SequenceInput input, int seed = 1) =>
        new(Untrained(architecture, objective, input, seed: seed));

    internal static ExportedModel Of(SequencePredictionTransformer model) => new(model);

    /// <summary>A model whose every weight is random, those that begin as 0 or 1 too.</summary>
    internal static SequencePredictionTransformer Untrained(
        NetworkArchitecture architecture, Objective objective, SequenceInput input, PrimitiveValues? vocabulary = null,
        int seed = 1)
    {
        SequencesRuntime.Load();
        var network = NetworkBuilder.Build(architecture, input, objective.Head, seed);
        using var random = new NetworkRandom(seed + 1);
        foreach (var parameter in network.parameters())
            random.FillUniform(parameter, 0.4);
        return Wrap(network, new NetworkDescription(architecture, objective, input, vocabulary, "Features", "Label"));
    }

    /// <summary>The model of a network, which it then owns.</summary>
    internal static SequencePredictionTransformer Wrap(SequenceNetwork network, NetworkDescription description)
    {
        var history = new TrainingHistory
        {
            Epochs = [],
            KeptEpoch = 1,
            StoppedEarly = false,
            TrainingRows = 1,
            ValidationRows = 0,
            Seed = 1,
            EncodingSeconds = 0,
            TotalSeconds = 0,
        };
        return new(new TrainedNetwork(network, description, history, TorchSharp.torch.CPU));
    }

    /// <summary>An output, the items of one row after those of the other.</summary>
    internal float[] RunTokens(string output, params long[][] rows)
    {
        int time = rows.Max(row => row.Length);
        var tokens = new DenseTensor<long>([rows.Length, time]);
        for (int row = 0; row < rows.Length; row++)
        {
            for (int step = 0; step < rows[row].Length; step++)
                tokens[row, step] = rows[row][step];
        }

        return Run(output, NamedOnnxValue.CreateFromTensor("tokens", tokens));
    }

    /// <summary>The same of numbers, <c>[batch, time, channels]</c>.</summary>
    internal float[] RunValues(string output, float[] values, int batch)
    {
        int channels = TrainedModels.Find(Model).Input.Channels;
        return Run(output, NamedOnnxValue.CreateFromTensor(
            "values", new DenseTensor<float>(values, [batch, values.Length / batch / channels, channels])));
    }

    public void Dispose()
    {
        _session.Dispose();
        Model.Dispose();
        _folder.Dispose();
    }

    private float[] Run(string output, params NamedOnnxValue[] inputs)
    {
        using var results = _session.Run(inputs, [output]);
        return results[0].Value switch
        {
            Tensor<float> numbers => [.. numbers],
            Tensor<long> keys => [.. keys.Select(key => (float)key)],
            var other => [.. ((Tensor<bool>)other).Select(flag => flag ? 1f : 0f)],
        };
    }
}
