using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Recurrent layers (Elman 1990; Hochreiter and Schmidhuber 1997; Cho et al. 2014). On a CPU our own kernels compute them,
/// forward and backward, outside torch's graph: their result in training is a leaf of the graph, and <see
/// cref="ContinueBackward"/> continues from its gradient.
/// </summary>
internal sealed class RecurrentBody : SequenceBody
{
    // The most values of a projected vocabulary that scoring may keep: 64 MB.
    private const long GreatestTable = 16 * 1024 * 1024;

    private readonly NetworkRandom _random;
    private readonly ConcurrentBag<FusedPass> _scoringPasses = [];
    private FusedPass? _tracedPass;
    private Lazy<FusedBuffer[]?>? _vocabulary; // null if there is not enough memory for it
    private Action? _continueBackward; // of the training batch whose backward pass is pending

    internal RecurrentBody(RecurrentArchitecture settings, InputLayer input, NetworkRandom random)
        : base(nameof(RecurrentBody), input)
    {
        (Settings, _random) = (settings, random);
        Layers = new RecurrentLayers(settings, random);
        Kernel = settings.Cell.KernelFor(settings.HiddenSize);
        register_module(settings.Cell.Name, Layers);
    }

    internal RecurrentArchitecture Settings { get; }

    internal override int Width => (int)Settings.StateWidth;

    internal override double StepDropout => Settings.StepDropout;

    internal override (double Rate, IEnumerable<Parameter> Weights) WeightDropout =>
        (Settings.WeightDropout, Layers.RecurrentWeights);

    // By torch's layers: our kernels compute without padding, which these states include.
    public override torch.Tensor forward(SequenceBatch batch) =>
        Layers.call(Input.Forward(batch, training), batch);                        // [time, batch, width]

    internal override torch.Tensor Pool(SequenceBatch batch, SequencePooling pooling) =>
        IsFused(batch) ? Fused(batch.Packed, pass => pass.Pool(pooling), pass => pass.PoolBackward) : base.Pool(batch, pooling);

    internal override torch.Tensor Steps(SequenceBatch batch) =>
        IsFused(batch) ? Fused(batch.Packed, pass => pass.Steps(), pass => pass.StepsBackward) : base.Steps(batch);

    internal override bool ScoresEachAlone(SequenceBatch batch) => IsFused(batch) && Input.Vectors is null;

    /// <summary>The recurrent layers run by torch.</summary>
    internal RecurrentLayers Layers { get; }

    /// <summary>The kernel that runs the cell on a CPU; null for torch's own layers.</summary>
    internal RecurrenceKernel? Kernel { get; set; }

    // cuDNN needs the weights of each layer and direction at the beginning of an array, in their order: the first layer's may be
    // followed by all others except those of further layers, "l0_reverse" or "l1".
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

    internal override void ContinueBackward()
    {
        using var noGradient = torch.no_grad();
        _continueBackward?.Invoke();
        _continueBackward = null;
    }

    // cuDNN has no backward pass for layers in evaluation mode. Dropout is ours, and this does not enable it.
    internal override void PrepareBackward()
    {
        foreach (var module in Layers.Layers.SelectMany(layer => layer))
            module.train();
    }

    internal override void Freeze()
    {
        bool isSmall = (long)Input.Module.parameters().First().shape[0] * Layers.ProductsOfFirst <= GreatestTable;
        if (Kernel is not null && Input.Module is Embedding && isSmall)
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
            return null; // each batch projects its own words
        }
    }

    // The states that our kernels compute for a batch. Where a backward pass follows they are a leaf of torch's graph. Without
    // dropout each sequence is computed on its own, in a fixed order of additions, so that its states are bit for bit the same in
    // any batch.
    private torch.Tensor Fused(
        PackedBatch batch, Func<FusedPass, torch.Tensor> read, Func<FusedPass, Action<torch.Tensor>> backward)
    {
        if (training || Input.Vectors is not null)
        {
            var pass = _tracedPass ??= MakePass();
            torch.Tensor result;
            using (torch.no_grad())
            {
                pass.Forward(batch, training ? _random : null, isTraced: true);
                result = read(pass);
            }

            _continueBackward = () => backward(pass)(result.grad!);
            return result.requires_grad_();
        }

        if (!_scoringPasses.TryTake(out var scoring))
            scoring = MakePass();
        using var noGradient = torch.no_grad();
        scoring.Forward(batch, random: null, isTraced: false, _vocabulary?.Value);
        var scored = read(scoring);
        _scoringPasses.Add(scoring);
        return scored;
    }

    private bool IsFused(SequenceBatch batch) => Kernel is not null && batch.Device.type == DeviceType.CPU;

    private FusedPass MakePass() => new(Settings, Kernel!, Input, Layers);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _tracedPass?.Dispose();
            foreach (var products in (_vocabulary is { IsValueCreated: true } vocabulary ? vocabulary.Value : null) ?? [])
                products.Dispose();
            while (_scoringPasses.TryTake(out var pass))
                pass.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override torch.Tensor Last(torch.Tensor states, SequenceBatch batch)
    {
        if (!Settings.Bidirectional)
            return Pooling.Last(states, batch);

        // The backward direction finishes at the first time step.
        int hidden = Settings.HiddenSize;
        var forward = Pooling.Last(states.narrow(2, 0, hidden), batch);                 // [batch, hidden]
        var isEmpty = batch.Lengths.IsZero().unsqueeze(-1);                             // [batch, 1]
        var backward = states.narrow(2, hidden, hidden)[0].Filled(isEmpty, 0);          // [batch, hidden]
        return torch.cat([forward, backward], -1);                                      // [batch, 2 × hidden]
    }

    // Ours are modules of one layer and direction, "lstm.l1_reverse.weight_ih_l0"; PyTorch's name is "lstm.weight_ih_l1_reverse".
    private protected override string StateName(string parameterName)
    {
        string[] parts = parameterName.Split('.');
        return parts is [var cell, var layer, var weight] && cell == Settings.Cell.Name
            ? $"{cell}.{weight[..^2]}{layer}"
            : parameterName;
    }
}
