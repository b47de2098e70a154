using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// A network from sequences to logits: a body, which turns the sequences into states, and a head, which reads them.
/// </summary>
/// <remarks>Its weights carry PyTorch's state-dict names.</remarks>
internal class SequenceNetwork : torch.nn.Module<SequenceBatch, torch.Tensor>
{
    internal SequenceNetwork(SequenceBody body, SequenceHead head, NetworkRandom random)
        : base(nameof(SequenceNetwork))
    {
        (Body, Head, Random) = (body, head, random);
        register_module("input", body.Input.Module);
        register_module("body", body);
        register_module("head", head);
    }

    internal SequenceBody Body { get; }

    internal SequenceHead Head { get; }

    /// <summary>The source of dropout and of the initial weights.</summary>
    internal NetworkRandom Random { get; }

    /// <summary>The weights under PyTorch's names, in a fixed order.</summary>
    internal IEnumerable<TrainedWeight> Weights() =>
    [
        .. Body.Input.Weights().Select(weight => Deep(weight, NetworkPart.Embedding)),
        .. Body.Weights().Select(weight => Deep(weight, NetworkPart.Body)),
        .. Head.Weights().Select(weight => new TrainedWeight(weight.Name, weight.Value, NetworkPart.Head)),
    ];

    internal long NumberOfParameters => parameters().Sum(p => p.numel());

    /// <returns>The logits, float32 <c>[rows, outputs]</c>: a row for each answer of the head.</returns>
    public override torch.Tensor forward(SequenceBatch batch) => Head.call(Body, batch);

    /// <summary>
    /// Accumulates the gradients of a loss of the last batch that the network was called with in training.
    /// </summary>
    internal virtual void Backward(torch.Tensor loss)
    {
        loss.backward();
        Head.ContinueBackward();
        Body.ContinueBackward();
    }

    /// <summary>Sets every weight, by name.</summary>
    /// <exception cref="InvalidDataException">A weight is missing, too many, or of another shape.</exception>
    internal void LoadWeights(IReadOnlyDictionary<string, torch.Tensor> weights)
    {
        using var noGradient = torch.no_grad();
        var own = Weights().ToDictionary(w => w.Name, w => w.Value);
        foreach (string unknown in weights.Keys.Except(own.Keys))
            throw new InvalidDataException($"The weights have '{unknown}', which the network does not have.");
        foreach (var (weightName, value) in own)
        {
            if (!weights.TryGetValue(weightName, out var saved))
                throw new InvalidDataException($"The weights lack '{weightName}'.");
            if (!saved.shape.SequenceEqual(value.shape))
                throw new InvalidDataException(
                    $"Weight '{weightName}' has the shape [{string.Join(", ", saved.shape)}], and the network needs " +
                    $"[{string.Join(", ", value.shape)}].");
            value.copy_(saved);
        }
    }

    private TrainedWeight Deep((string Name, Parameter Value) weight, NetworkPart part) =>
        new(weight.Name, weight.Value, part) { Depth = Body.DepthOf(weight.Name) };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Random.Dispose();
            Body.Input.Gradient?.Dispose();
        }

        base.Dispose(disposing);
    }
}
