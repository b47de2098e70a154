using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// The recurrent layers, each direction of each layer as its own module. Sequences are padded: packed ones would bypass oneDNN's
/// fused LSTM kernel on a CPU and take seven times as long; on a GPU <see cref="PackedSteps"/> are used where they pay. A
/// backward direction reads each sequence reversed within its true length, so that padding comes after what is read and never
/// changes a state.
/// </summary>
internal sealed class RecurrentLayers : torch.nn.Module<torch.Tensor, SequenceBatch, torch.Tensor>
{
    private readonly RecurrentArchitecture _settings;
    private readonly NetworkRandom _random;
    private readonly List<(torch.nn.Module Forward, torch.nn.Module? Backward)> _layers = [];

    internal RecurrentLayers(RecurrentArchitecture settings, NetworkRandom random)
        : base(nameof(RecurrentLayers))
    {
        (_settings, _random) = (settings, random);
        int directions = settings.Bidirectional ? 2 : 1;
        for (int i = 0; i < settings.NumberOfLayers; i++)
        {
            int inputSize = i == 0 ? settings.EmbeddingSize : settings.HiddenSize * directions;
            var forwards = MakeLayer($"l{i}", inputSize);
            _layers.Add((forwards, settings.Bidirectional ? MakeLayer($"l{i}_reverse", inputSize) : null));
        }
    }

    /// <summary>Whether to pack a batch and skip its padding.</summary>
    internal Func<SequenceBatch, bool> Packs { get; set; } = PackedSteps.Pays;

    /// <summary>The number of products of a vector with all input weights of the first layer.</summary>
    internal long ProductsOfFirst => Layers.First().Sum(module => module.parameters().First().shape[0]);

    /// <summary>The weights that multiply states, <c>[gates × hidden, hidden]</c>, of each direction of each layer.</summary>
    internal IEnumerable<Parameter> RecurrentWeights =>
        Layers.SelectMany(layer => layer).Select(module => module.parameters().ElementAt(1));

    /// <summary>The modules of each layer: the forward direction's, and the backward one's if there is one.</summary>
    internal IEnumerable<torch.nn.Module[]> Layers =>
        _layers.Select(layer => layer.Backward is { } backward ? (torch.nn.Module[])[layer.Forward, backward] : [layer.Forward]);

    /// <param name="steps"><c>[time, batch, embedding]</c>.</param>
    /// <param name="batch">Has the true lengths.</param>
    /// <returns><c>[time, batch, hidden × directions]</c>; values at padded steps are meaningless.</returns>
    public override torch.Tensor forward(torch.Tensor steps, SequenceBatch batch)
    {
        var reversal = _settings.Bidirectional ? ReversedTimes(batch) : null; // [time, batch, 1]
        var packed = Packs(batch) ? new PackedSteps(batch) : null;
        for (int i = 0; i < _layers.Count; i++)
        {
            if (i > 0)
                steps = SharedDropout.Apply(steps, _settings.RecurrentDropout, training, _random);
            var (forwards, backwards) = _layers[i];
            var states = Run(forwards, steps, packed);    // [time, batch, hidden]
            if (backwards is not null)
            {
                var reversed = Reverse(Run(backwards, Reverse(steps, reversal!), packed), reversal!);
                states = torch.cat([states, reversed], -1); // [time, batch, 2 × hidden]
            }

            steps = states;
        }

        return steps;
    }

    private torch.Tensor Run(torch.nn.Module layer, torch.Tensor steps, PackedSteps? packed) => packed is null
        ? _settings.Cell.Run(layer, steps)
        : packed.Unpack(_settings.Cell.Run(layer, packed.Pack(steps)));

    private static torch.Tensor Reverse(torch.Tensor steps, torch.Tensor reversal) =>
        steps.gather(0, reversal.expand(steps.shape));

    private static torch.Tensor ReversedTimes(SequenceBatch batch)
    {
        var times = TensorArithmetic.Range(batch.Time, batch.Lengths.device).unsqueeze(1);  // [time, 1]
        var mirrored = batch.Lengths.unsqueeze(0).Minus(1) - times;                            // [time, batch]
        return torch.where(mirrored.IsAtLeast(0), mirrored, times).unsqueeze(-1);                // padding stays where it is
    }

    private torch.nn.Module MakeLayer(string name, int inputSize)
    {
        var layer = _settings.Cell.MakeLayer(inputSize, _settings.HiddenSize);
        // PyTorch's own initial weights, from our generator.
        foreach (var parameter in layer.parameters())
            _random.FillUniform(parameter, 1 / Math.Sqrt(_settings.HiddenSize));
        register_module(name, layer);
        return layer;
    }
}
