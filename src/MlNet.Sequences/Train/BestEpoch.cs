using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Remembers the epoch with the best validation metric and, where they are to be kept, its weights.</summary>
internal sealed class BestEpoch(SequenceNetwork network, ValidationMetric metric, bool keep)
{
    private readonly List<torch.Tensor> _weights = [];
    private double _best = double.NegativeInfinity;

    /// <summary>The best epoch so far, from 1; 0 before the first, and where nothing is validated.</summary>
    internal int Number { get; private set; }

    /// <summary>Takes note of an epoch; its weights are those that the network has now.</summary>
    internal void Consider(EpochMetrics metrics)
    {
        if (!metrics.Validation.TryGetValue(metric.ToString(), out double value))
            return;
        double score = metric == ValidationMetric.Loss ? -value : value;
        if (!(score > _best))
            return;
        (_best, Number) = (score, metrics.Epoch);
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
        return Number;
    }
}
