using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>Embedding (or projection), recurrent layers, pooling over the true time steps, and a linear head.</summary>
internal sealed class RecurrentNetwork : SequenceNetwork
{
    // The numbers of a projected vocabulary that scoring may keep: 64 MB.
    private const long GreatestTable = 16 * 1024 * 1024;

    private readonly RecurrentArchitecture _settings;
    private readonly InputLayer _input;
    private readonly RecurrentLayers _layers;
    private readonly OutputLayer _output;
    private readonly ConcurrentBag<FusedPass> _scoringPasses = [];
    private FusedPass? _trainingPass;
    private Lazy<FusedBuffer[]?>? _vocabulary; // without a value where there is no memory for it
    private torch.Tensor? _pooled; // of the batch of training that waits for its backward pass, [batch, pooled]

    internal RecurrentNetwork(RecurrentArchitecture settings, SequenceInput input, int outputs, NetworkRandom random)
        : base(nameof(RecurrentNetwork), random)
    {
        _settings = settings;
        _input = new InputLayer(input, settings.EmbeddingSize, settings.EmbeddingDropout, random);
        _layers = new RecurrentLayers(settings, random);
        Kernel = settings.Cell.KernelFor(settings.HiddenSize);

        int pooled = Pooling.WidthOf(settings.Pooling, settings.HiddenSize * (settings.Bidirectional ? 2 : 1));
        _output = new OutputLayer(pooled, outputs, settings.HeadDropout, random);

        register_module(_input.Name, _input.Module);
        register_module(settings.Cell.Name, _layers);
        register_module(OutputLayer.Name, _output.Module);
    }

    public override torch.Tensor forward(SequenceBatch batch)
    {
        if (IsFused(batch))
            return training ? _output.Forward(TrainingPool(batch.Packed), training) : Score(batch.Packed);  // [batch, outputs]
        var steps = _input.Forward(batch, training);                    // [time, batch, embedding]
        var states = _layers.call(steps, batch);                        // [time, batch, hidden × directions]
        var pooled = Pool(states, batch);                               // [batch, pooled]
        return _output.Forward(pooled, training);                       // [batch, outputs]
    }

    /// <summary>The recurrent layers as torch runs them.</summary>
    internal RecurrentLayers Layers => _layers;

    /// <summary>What runs the cell on a CPU; null for torch's own layers.</summary>
    internal RecurrenceKernel? Kernel { get; set; }

    internal override double StepDropout => _settings.StepDropout;

    // cuDNN wants the weights of each layer and direction at the beginning of an array, in the order that they have: the first layer's may be
    // followed by all others but those of further layers, "l0_reverse" or "l1".
    internal override string ArrayOf(TrainedWeight weight, bool joinsParts)
    {
        if (weight.Part != NetworkPart.Body)
            return base.ArrayOf(weight, joinsParts);
        string layer = weight.Name[(weight.Name.LastIndexOf("_l", StringComparison.Ordinal) + 1)..];
        return joinsParts && layer == "l0" ? base.ArrayOf(weight, joinsParts) : layer;
    }

    internal override void Prepare(SequenceBatch batch)
    {
        if (!IsFused(batch))
            base.Prepare(batch);
        else if (batch.Packed.Input.IsTokens)
            _ = batch.Packed.Distinct;
    }

    internal override void Backward(torch.Tensor loss)
    {
        base.Backward(loss);
        if (_pooled is null)
            return;
        using var noGradient = torch.no_grad();
        _trainingPass!.Backward(_pooled.grad!);
        _pooled = null;
    }

    // The head's gradients are torch's own; it stops at the pooled states, from where ours go on.
    private torch.Tensor TrainingPool(PackedBatch batch)
    {
        using (torch.no_grad())
            _pooled = (_trainingPass ??= MakePass()).Forward(batch, Random);
        return _pooled.requires_grad_();
    }

    internal override GraphValue WriteTo(IOperatorGraph graph, GraphSequences sequences) =>
        _output.WriteTo(graph, new RecurrentGraph(_settings, graph, sequences).Pool(_layers.Layers, _input.WriteTo(graph, sequences)));

    internal override void Freeze()
    {
        bool isSmall = (long)_input.Module.parameters().First().shape[0] * _layers.ProductsOfFirst <= GreatestTable;
        if (Kernel is not null && _input.Module is Embedding && isSmall)
            _vocabulary = new(ProjectVocabulary);
    }

    private FusedBuffer[]? ProjectVocabulary()
    {
        using var pass = MakePass();
        try
        {
            return pass.ProjectVocabulary();
        }
        catch (ExternalException failure) when (DeviceMemory.IsExhausted(failure))
        {
            return null; // batches project their own words
        }
    }

    // [batch, outputs]. Each sequence is computed by itself, so that its logits are the same to the last bit in any batch.
    private torch.Tensor Score(PackedBatch batch)
    {
        if (!_scoringPasses.TryTake(out var pass))
            pass = MakePass();
        using var noGradient = torch.no_grad();
        using var pooled = pass.Forward(batch, random: null, _vocabulary?.Value);
        _scoringPasses.Add(pass);
        return _output.ForwardEach(pooled);
    }

    private bool IsFused(SequenceBatch batch) => Kernel is not null && batch.Device.type == DeviceType.CPU;

    private FusedPass MakePass() => new(_settings, Kernel!, _input, _layers);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _trainingPass?.Dispose();
            foreach (var products in (_vocabulary is { IsValueCreated: true } vocabulary ? vocabulary.Value : null) ?? [])
                products.Dispose();
            while (_scoringPasses.TryTake(out var pass))
                pass.Dispose();
        }

        base.Dispose(disposing);
    }

    private torch.Tensor Pool(torch.Tensor states, SequenceBatch batch) => Pooling.Apply(_settings.Pooling, states, batch, LastStates);

    private torch.Tensor LastStates(torch.Tensor states, SequenceBatch batch)
    {
        if (!_settings.Bidirectional)
            return Pooling.Last(states, batch);

        // The backward direction has read everything when it is at the first time step.
        int hidden = _settings.HiddenSize;
        var forward = Pooling.Last(states.narrow(2, 0, hidden), batch);                 // [batch, hidden]
        var isEmpty = batch.Lengths.IsZero().unsqueeze(-1);                                // [batch, 1]
        var backward = states.narrow(2, hidden, hidden)[0].Filled(isEmpty, 0);     // [batch, hidden]
        return torch.cat([forward, backward], -1);                                      // [batch, 2 × hidden]
    }

    // Ours are modules of one layer and direction, "lstm.l1_reverse.weight_ih_l0"; PyTorch says "lstm.weight_ih_l1_reverse".
    private protected override string StateName(string parameterName)
    {
        string[] parts = parameterName.Split('.');
        return parts is [var cell, var layer, var weight] && cell == _settings.Cell.Name ? $"{cell}.{weight[..^2]}{layer}" : parameterName;
    }
}
