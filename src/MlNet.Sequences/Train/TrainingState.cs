using TorchSharp;

namespace MlNet.Sequences;

/// <summary>All that changes while a network is trained, so all that a checkpoint holds.</summary>
internal sealed class TrainingState : IDisposable
{
    internal TrainingState(SequenceNetwork network, Objective objective, SequenceTrainerOptions options, int validationRows)
    {
        Weights = [.. network.Weights()];
        Optimizer = Optimizer.Create(options, Weights);
        Average = options.WeightAverageDecay is { } decay ? new WeightAverage(Weights, decay) : null;
        Best = new BestEpoch(Weights, options.BestEpochMetric ?? objective.DefaultMetric, validationRows, options.KeepBestEpoch);
    }

    internal IReadOnlyList<TrainedWeight> Weights { get; }

    internal Optimizer Optimizer { get; }

    /// <summary>The averaged weights, where they are asked for.</summary>
    internal WeightAverage? Average { get; }

    internal BestEpoch Best { get; }

    internal TrainingPosition Position { get; set; } = new();

    /// <summary>Every tensor under the name that it has in a checkpoint.</summary>
    internal IEnumerable<(string Name, torch.Tensor Value)> Tensors() =>
    [
        .. Weights.Select(weight => ($"model.{weight.Name}", (torch.Tensor)weight.Value)),
        .. Optimizer.State().Select(memory => ($"optimizer.{memory.Name}", memory.Value)),
        .. (Average?.State() ?? []).Select(average => ($"average.{average.Name}", average.Value)),
        .. Best.State().Select(best => ($"best.{best.Name}", best.Value)),
    ];

    /// <summary>Goes on from a checkpoint of the same options.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing or of another shape.</exception>
    internal void Resume(Checkpoint checkpoint)
    {
        using var noGradient = torch.no_grad();
        if (checkpoint.OptimizerSteps.Count != Weights.Count)
            throw new InvalidDataException($"The checkpoint has the steps of {checkpoint.OptimizerSteps.Count} weights, and the network has {Weights.Count}.");
        Position = checkpoint.Position;
        Optimizer.Resume(checkpoint.OptimizerSteps);
        Best.Resume(checkpoint.Choice);
        foreach (var (name, value) in Tensors())
            value.copy_(checkpoint.Find(name, value));
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Average?.Dispose();
        Best.Dispose();
    }
}
