using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Remembers the epoch with the lowest validation loss and, where they are to be kept, its weights.</summary>
internal sealed class BestEpoch(SequenceNetwork network, bool keep)
{
    private readonly List<torch.Tensor> _weights = [];
    private double _lowestLoss = double.PositiveInfinity;

    /// <summary>The epoch with the lowest loss so far, from 1; 0 before the first.</summary>
    internal int LowestLossEpoch { get; private set; }

    /// <summary>Takes note of an epoch; its weights are those that the network has now.</summary>
    internal void Consider(EpochMetrics metrics)
    {
        if (metrics.ValidationLoss is not { } loss || !(loss < _lowestLoss))
            return;
        (_lowestLoss, LowestLossEpoch) = (loss, metrics.Epoch);
        if (!keep)
            return;

        using var noGradient = torch.no_grad();
        foreach (var weight in _weights)
            weight.Dispose();
        _weights.Clear();
        _weights.AddRange(network.parameters().Select(p => p.detach().clone()));
    }

    /// <summary>Puts the best weights back, where they are kept; says whose weights the network has.</summary>
    internal int Restore(int lastEpoch)
    {
        if (_weights.Count == 0)
            return lastEpoch;
        using var noGradient = torch.no_grad();
        foreach (var (parameter, weight) in network.parameters().Zip(_weights))
        {
            parameter.copy_(weight);
            weight.Dispose();
        }

        _weights.Clear();
        return LowestLossEpoch;
    }
}
