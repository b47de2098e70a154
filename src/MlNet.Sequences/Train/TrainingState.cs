using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Everything that changes while a network is trained, and so everything that a checkpoint holds.</summary>
internal sealed class TrainingState : IDisposable
{
    private readonly JoinedWeights? _joined;

    /// <param name="network">The network, on its device.</param>
    /// <param name="objective">The objective.</param>
    /// <param name="options">The options.</param>
    /// <param name="validationLabels">The labels that epochs are validated on: one for each row, or for each step.</param>
    /// <param name="decayTargets">What weight decay pulls each weight to, by its name; null for 0.</param>
    /// <param name="joinsWeights">Whether weights are updated together; null to decide by the device.</param>
    internal TrainingState(
        SequenceNetwork network, Objective objective, SequenceTrainerOptions options, long validationLabels,
        IReadOnlyDictionary<string, torch.Tensor>? decayTargets = null, bool? joinsWeights = null)
    {
        Weights = [.. network.Weights()];
        if (joinsWeights ?? Weights[0].Value.device_type != DeviceType.CPU)
            _joined = new JoinedWeights(Weights, weight => network.Body.ArrayOf(weight, PartRates.AreOne(options)));
        Optimizer = Optimizer.Create(options, Moved, decayTargets is null ? null : [.. Join(decayTargets)]);
        Average = options.WeightAverageDecay is { } decay ? new WeightAverage(Weights, decay) : null;
        Best = new BestEpoch(
            Weights, options.ComparedMetricOf(objective), validationLabels, options.KeepBestEpoch, options.BestEpochTolerance);
    }

    internal IReadOnlyList<TrainedWeight> Weights { get; }

    /// <summary>What the optimizer updates: the weights, or those of each part as one.</summary>
    internal IReadOnlyList<TrainedWeight> Moved => _joined?.Groups ?? Weights;

    internal Optimizer Optimizer { get; }

    /// <summary>The steps of each weight.</summary>
    internal IReadOnlyList<long> OptimizerSteps => _joined is null ? Optimizer.Steps : [.. _joined.PerWeight(Optimizer.Steps)];

    /// <summary>The averaged weights, if requested.</summary>
    internal WeightAverage? Average { get; }

    internal BestEpoch Best { get; }

    internal TrainingPosition Position { get; set; } = new();

    /// <summary>The gradients of all weights; a single tensor for joined weights.</summary>
    internal IReadOnlyList<torch.Tensor> Gradients() =>
        _joined?.Gradients() ?? [.. Weights.Select(weight => weight.Value.grad).OfType<torch.Tensor>()];

    /// <summary>Clears the gradients of the last step.</summary>
    internal void ForgetGradients()
    {
        if (_joined is null)
            Optimizer.ForgetGradients();
        else
            _joined.ClearGradients();
    }

    /// <summary>Every tensor under its name in a checkpoint.</summary>
    internal IEnumerable<(string Name, torch.Tensor Value)> Tensors() =>
    [
        .. Weights.Select(weight => ($"model.{weight.Name}", (torch.Tensor)weight.Value)),
        .. (_joined?.PerWeight(Optimizer.State()) ?? Optimizer.State())
        .Select(memory => ($"optimizer.{memory.Name}", memory.Value)),
        .. (Average?.State() ?? []).Select(average => ($"average.{average.Name}", average.Value)),
        .. Best.State().Select(best => ($"best.{best.Name}", best.Value)),
    ];

    /// <summary>Continues from a checkpoint of the same options.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing or has another shape.</exception>
    internal void Resume(Checkpoint checkpoint)
    {
        using var noGradient = torch.no_grad();
        if (checkpoint.OptimizerSteps.Count != Weights.Count)
            throw new InvalidDataException(
                $"The checkpoint has the steps of {checkpoint.OptimizerSteps.Count} weights, and the network has " +
                $"{Weights.Count}.");
        Position = checkpoint.Position;
        Optimizer.Resume(_joined is null ? checkpoint.OptimizerSteps : [.. _joined.PerGroup(checkpoint.OptimizerSteps)]);
        Best.Resume(checkpoint.Choice);
        foreach (var (name, value) in Tensors())
            value.copy_(checkpoint.Find(name, value));
    }

    // A tensor for each moved weight, on its device.
    private IEnumerable<torch.Tensor> Join(IReadOnlyDictionary<string, torch.Tensor> values) => _joined is null
        ? Weights.Select(weight => values[weight.Name].to(weight.Value.device))
        : _joined.Join(values);

    public void Dispose()
    {
        Optimizer.Dispose();
        _joined?.Dispose();
        Average?.Dispose();
        Best.Dispose();
    }
}
