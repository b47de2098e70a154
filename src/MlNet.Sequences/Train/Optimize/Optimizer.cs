using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Turns gradients into new weights. torch's own optimizers do the same arithmetic, but don't expose their state as named
/// tensors, and pass torch numbers that the garbage collector may free while torch reads them.
/// </summary>
/// <remarks>Each weight counts its own steps: one that was frozen at first starts like the others.</remarks>
internal abstract class Optimizer : IDisposable
{
    private readonly IReadOnlyList<TrainedWeight> _weights;
    private readonly long[] _steps;
    private readonly torch.Tensor[]? _decayTargets;

    private protected Optimizer(IReadOnlyList<TrainedWeight> weights, IReadOnlyList<torch.Tensor>? decayTargets)
    {
        (_weights, _steps) = (weights, new long[weights.Count]);
        // Copies: without a device to send them to, they are the caller's.
        _decayTargets = decayTargets?.Select(target => target.clone().DetachFromDisposeScope()).ToArray();
    }

    /// <param name="options">The options.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="decayTargets">
    /// What weight decay pulls each weight to, of its shape and on its device; null for 0.
    /// </param>
    internal static Optimizer Create(
        SequenceTrainerOptions options, IReadOnlyList<TrainedWeight> weights,
        IReadOnlyList<torch.Tensor>? decayTargets = null) => options.Optimizer switch
        {
            SequenceOptimizer.Sgd => new MomentumOptimizer(weights, options.Momentum, options.WeightDecay, decayTargets),
            SequenceOptimizer.AdamW => new AdamOptimizer(weights, options.WeightDecay, isDecoupled: true, decayTargets),
            _ => new AdamOptimizer(weights, options.WeightDecay, isDecoupled: false, decayTargets),
        };

    /// <summary>The steps of each weight, in the weights' order.</summary>
    internal IReadOnlyList<long> Steps => _steps;

    /// <summary>The optimizer's state, as named tensors of the weights' shapes.</summary>
    internal IEnumerable<(string Name, torch.Tensor Value)> State() => Memory()
        .SelectMany(memory => _weights.Select((weight, i) => ($"{memory.Name}.{weight.Name}", memory.Values[i])));

    /// <summary>Continues from another optimizer's steps; its <see cref="State"/> is copied by the caller.</summary>
    internal void Resume(IReadOnlyList<long> steps)
    {
        for (int i = 0; i < _steps.Length; i++)
            _steps[i] = steps[i];
    }

    /// <summary>Clears the gradients of the last step.</summary>
    internal void ForgetGradients()
    {
        foreach (var weight in _weights)
            weight.Value.grad = null;
    }

    /// <summary>Updates every trained weight that has a gradient.</summary>
    /// <param name="rateOf">The learning rate of each weight.</param>
    internal void Step(Func<TrainedWeight, double> rateOf)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        for (int i = 0; i < _weights.Count; i++)
        {
            if (_weights[i].Value is { requires_grad: true, grad: { } gradient })
                Update(i, _weights[i].Value, gradient, rateOf(_weights[i]), ++_steps[i]);
        }
    }

    public virtual void Dispose()
    {
        foreach (var (_, value) in State())
            value.Dispose();
        foreach (var target in _decayTargets ?? [])
            target.Dispose();
    }

    /// <summary>What weight decay pulls a weight to; null for 0.</summary>
    private protected torch.Tensor? DecayTarget(int index) => _decayTargets?[index];

    /// <summary>The state by PyTorch's names, with a tensor for each weight.</summary>
    private protected abstract IEnumerable<(string Name, IReadOnlyList<torch.Tensor> Values)> Memory();

    /// <param name="index">The weight's index.</param>
    /// <param name="weight">Changed in place.</param>
    /// <param name="gradient">
    /// Of the loss with respect to the weight. Must not be changed: the network may know where it is zero, and clear only the
    /// rest.
    /// </param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="step">The weight's step, from 1.</param>
    private protected abstract void Update(int index, torch.Tensor weight, torch.Tensor gradient, double rate, long step);

    private protected static torch.Tensor[] ZerosLike(IReadOnlyList<TrainedWeight> weights) =>
        [.. weights.Select(weight => torch.zeros_like(weight.Value).DetachFromDisposeScope())];

    private protected static void Multiply(torch.Tensor tensor, double factor)
    {
        using Scalar scale = factor;
        tensor.mul_(scale);
    }
}
