using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Remembers the epoch with the best validation metric, and the weights to keep. An accuracy is the fraction of a few rows, and
/// the highest of several is partly luck. So of the epochs within one standard error of the best, the last is kept: it has
/// trained longest and, under decaying schedules, at the lowest rate (the rule of Breiman et al. 1984, "Classification and
/// Regression Trees", section 3.4.3, with "last" in place of "simplest"). For other metrics the best is kept.
/// </summary>
/// <param name="weights">The weights to keep a copy of.</param>
/// <param name="metric">The metric used to compare epochs.</param>
/// <param name="labels">The labels that the metric is measured on: one for each row, or for each step.</param>
/// <param name="keep">Whether to keep weights at all.</param>
/// <param name="tolerance">How many standard errors an accuracy may be below the best; 0 to keep the best itself.</param>
internal sealed class BestEpoch(
    IReadOnlyList<TrainedWeight> weights, ComparedMetric metric, long labels, bool keep, double tolerance = 1)
        : IDisposable
{
    private readonly List<torch.Tensor> _kept = [];

    /// <summary>The choice among the epochs so far.</summary>
    internal Choice Chosen { get; private set; } = new(null, 0, 0);

    /// <summary>The weights kept so far; none before the first epoch, or if the last epoch's are kept.</summary>
    internal IEnumerable<(string Name, torch.Tensor Value)> State() => _kept.Select((value, i) => (weights[i].Name, value));

    /// <summary>Considers an epoch whose weights the network has now.</summary>
    /// <param name="metrics">The epoch.</param>
    /// <param name="step">The steps of all epochs up to its end.</param>
    internal void Consider(EpochMetrics metrics, long step)
    {
        if (!metrics.Validation.TryGetValue(metric.Name, out double value))
            return;
        double score = metric.IsLowerBetter ? -value : value;
        bool isBest = score > (Chosen.BestScore ?? double.NegativeInfinity);
        double best = isBest ? score : Chosen.BestScore ?? double.NegativeInfinity;
        bool isKept = keep && (isBest || score >= best - tolerance * EpochChoice.ErrorOf(best, metric, labels));
        Chosen = Chosen with { BestScore = double.IsFinite(best) ? best : null };
        if (isKept)
        {
            Chosen = Chosen with { KeptEpoch = metrics.Epoch, KeptStep = step };
            Keep();
        }
    }

    /// <summary>
    /// Continues from a checkpoint; if weights are kept, allocates them for the caller to fill.
    /// </summary>
    internal void Resume(Choice choice)
    {
        Chosen = choice;
        if (choice.KeptEpoch > 0)
            Keep();
    }

    /// <summary>Restores the best weights, if kept; returns the epoch whose weights the network has.</summary>
    internal int Restore(int lastEpoch)
    {
        if (_kept.Count == 0)
            return lastEpoch;
        using var noGradient = torch.no_grad();
        foreach (var (weight, kept) in weights.Zip(_kept))
            weight.Value.copy_(kept);
        return Chosen.KeptEpoch;
    }

    public void Dispose()
    {
        foreach (var value in _kept)
            value.Dispose();
        _kept.Clear();
    }

    private void Keep()
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        Dispose();
        _kept.AddRange(weights.Select(weight => weight.Value.detach().clone().DetachFromDisposeScope()));
    }

    /// <param name="BestScore">The best metric so far, negated if lower is better; null before the first.</param>
    /// <param name="KeptEpoch">The epoch whose weights are kept, from 1; 0 before the first.</param>
    /// <param name="KeptStep">The steps of all epochs up to its end.</param>
    internal sealed record Choice(double? BestScore, int KeptEpoch, long KeptStep);
}
