using TorchSharp;

namespace MlNet.Sequences;

/// <summary>A network from sequences to logits, float32 <c>[batch, outputs]</c>. Its weights carry PyTorch's state-dict names.</summary>
internal abstract class SequenceNetwork(string name, NetworkRandom random) : torch.nn.Module<SequenceBatch, torch.Tensor>(name)
{
    /// <summary>What dropout draws from, and the initial weights were drawn from.</summary>
    internal NetworkRandom Random => random;

    /// <summary>The weights under PyTorch's names, in a fixed order.</summary>
    internal IEnumerable<TrainedWeight> Weights() =>
        named_parameters().Select(p => new TrainedWeight(StateName(p.name), p.parameter, PartOf(p.name)));

    /// <summary>
    /// The time steps, padding included, that are scored together at most. A few sequences of tens of thousands of steps must not fill
    /// the memory: such batches have fewer of them.
    /// </summary>
    internal virtual int StepsInScoringBatch(DeviceType device) => device == DeviceType.CPU ? 64 * 1024 : 512 * 1024;

    /// <summary>The array that a weight may be a view of, with all others of the same answer.</summary>
    /// <param name="weight">One of <see cref="Weights"/>.</param>
    /// <param name="joinsParts">Whether weights of several parts may be in one array: they learn alike.</param>
    internal virtual string ArrayOf(TrainedWeight weight, bool joinsParts) => joinsParts ? "All" : weight.Part.ToString();

    /// <summary>The part of the time steps that its batches of training leave out.</summary>
    internal abstract double StepDropout { get; }

    internal long NumberOfParameters => parameters().Sum(p => p.numel());

    /// <summary>PyTorch's name for a parameter of this network.</summary>
    private protected virtual string StateName(string parameterName) => parameterName;

    /// <summary>Makes what the network will read of a batch of training, on the thread that makes the batches.</summary>
    internal virtual void Prepare(SequenceBatch batch) => batch.MakeTensors();

    /// <summary>Tells that the weights stay as they are from now on, so that scoring may keep what it makes of them.</summary>
    internal virtual void Freeze()
    {
    }

    /// <summary>Adds the gradients of a loss of the last batch that the network was called with, in training, to those of the weights.</summary>
    internal virtual void Backward(torch.Tensor loss) => loss.backward();

    /// <summary>Writes what the network computes in scoring into a graph.</summary>
    /// <returns>The logits, float32 <c>[batch, outputs]</c>.</returns>
    internal abstract GraphValue WriteTo(IOperatorGraph graph, GraphSequences sequences);

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

    private static NetworkPart PartOf(string parameterName) => parameterName.Split('.')[0] switch
    {
        InputLayer.EmbeddingName or InputLayer.ProjectionName => NetworkPart.Embedding,
        OutputLayer.Name => NetworkPart.Head,
        _ => NetworkPart.Body,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            random.Dispose();
        base.Dispose(disposing);
    }
}
