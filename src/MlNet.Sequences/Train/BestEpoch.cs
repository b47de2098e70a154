using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Remembers the epoch with the best validation metric, and the weights to keep. An accuracy is a share of few rows, and the highest of
/// several is partly luck: so of the epochs within one standard error of the best the last is kept, which has trained longest and, under
/// the schedules that end low, at the lowest rate (the rule of Breiman et al. 1984, "Classification and Regression Trees", section 3.4.3,
/// with "last" in the place of "simplest"). Of the other metrics the best is kept.
/// </summary>
internal sealed class BestEpoch(SequenceNetwork network, ValidationMetric metric, int validationRows, bool keep)
{
    private readonly List<torch.Tensor> _weights = [];
    private double _best = double.NegativeInfinity;
    private int _kept;

    /// <summary>The best epoch so far, from 1; 0 before the first, and where nothing is validated.</summary>
    internal int Number { get; private set; }

    /// <summary>Takes note of an epoch; its weights are those that the network has now.</summary>
    internal void Consider(EpochMetrics metrics)
    {
        if (!metrics.Validation.TryGetValue(metric.ToString(), out double value))
            return;
        double score = metric.IsBetterLow() ? -value : value;
        bool isBest = score > _best;
        if (isBest)
            (_best, Number) = (score, metrics.Epoch);
        if (!keep || !(isBest || score >= _best - StandardError()))
            return;

        _kept = metrics.Epoch;
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
        return _kept;
    }

    private double StandardError() =>
        metric == ValidationMetric.Accuracy ? Math.Sqrt(_best * (1 - _best) / validationRows) : 0;
}
