using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Remembers the epoch with the best validation metric, and the weights to keep. An accuracy is a share of few rows, and the
/// highest of several is partly luck: so of the epochs within one standard error of the best the last is kept, which has trained
/// longest and, under the schedules that end low, at the lowest rate (the rule of Breiman et al. 1984, "Classification and
/// Regression Trees", section 3.4.3, with "last" in the place of "simplest"). Of the other metrics the best is kept.
/// </summary>
/// <param name="weights">The weights to keep a copy of.</param>
/// <param name="metric">The metric used to compare epochs.</param>
/// <param name="validationRows">The rows that the metric is measured on.</param>
/// <param name="keep">Whether weights are kept at all.</param>
/// <param name="tolerance">The standard errors that an accuracy may be below the best; 0 to keep the best itself.</param>
internal sealed class BestEpoch(
    IReadOnlyList<TrainedWeight> weights, ComparedMetric metric, int validationRows, bool keep, double tolerance = 1)
        : IDisposable
{
    private readonly List<torch.Tensor> _kept = [];

    /// <summary>What is known of the epochs so far.</summary>
    internal Choice Chosen { get; private set; } = new(null, 0, 0);

    /// <summary>The weights that are kept so far; none before the first epoch, and where the last epoch's are kept.</summary>
    internal IEnumerable<(string Name, torch.Tensor Value)> State() => _kept.Select((value, i) => (weights[i].Name, value));

    /// <summary>Takes note of an epoch, whose weights are those that the network has now.</summary>
    /// <param name="metrics">The epoch.</param>
    /// <param name="step">The steps of all epochs until its end.</param>
    internal void Consider(EpochMetrics metrics, long step)
    {
        if (!metrics.Validation.TryGetValue(metric.Name, out double value))
            return;
        double score = metric.IsLowerBetter ? -value : value;
        bool isBest = score > (Chosen.BestScore ?? double.NegativeInfinity);
        double best = isBest ? score : Chosen.BestScore ?? double.NegativeInfinity;
        bool isKept = keep && (isBest || score >= best - tolerance * EpochChoice.ErrorOf(best, metric, validationRows));
        Chosen = Chosen with { BestScore = double.IsFinite(best) ? best : null };
        if (isKept)
        {
            Chosen = Chosen with { KeptEpoch = metrics.Epoch, KeptStep = step };
            Keep();
        }
    }

    /// <summary>
    /// Goes on from what a checkpoint holds; where weights are kept, their place is made and the caller fills it.
    /// </summary>
    internal void Resume(Choice choice)
    {
        Chosen = choice;
        if (choice.KeptEpoch > 0)
            Keep();
    }

    /// <summary>Puts the best weights back, where they are kept; says whose weights the network has.</summary>
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

    /// <param name="BestScore">The best metric so far, negative where low is better; null before the first.</param>
    /// <param name="KeptEpoch">The epoch whose weights are kept, from 1; 0 before the first.</param>
    /// <param name="KeptStep">The steps of all epochs until its end.</param>
    internal sealed record Choice(double? BestScore, int KeptEpoch, long KeptStep);
}
