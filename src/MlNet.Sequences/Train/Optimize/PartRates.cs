namespace MlNet.Sequences;

/// <summary>The learning rate of each part of a network at each step.</summary>
/// <param name="options">The rates and the schedule, with defaults that depend on the data filled in.</param>
/// <param name="metric">The metric whose plateaus lower the rate.</param>
/// <param name="totalSteps">The steps of all epochs.</param>
internal sealed class PartRates(SequenceTrainerOptions options, ComparedMetric metric, long totalSteps)
{
    private readonly double _highest = options.LearningRate!.Value;
    private readonly LearningRates _rates = new(LearningRateSchedules.Of(options), options.LearningRate.Value, totalSteps);

    /// <summary>Whether all parts have the same rate at every step.</summary>
    internal static bool AreOne(SequenceTrainerOptions options) =>
        options is { FrozenEpochs: 0, FrozenEmbeddingEpochs: 0, RateDecayByLayer: 1 }
        && ((double?[])[options.EmbeddingLearningRate, options.BodyLearningRate, options.HeadLearningRate])
            .All(rate => rate is null || rate == options.LearningRate);

    /// <summary>The rate of parts without their own.</summary>
    /// <param name="step">The steps before this one.</param>
    /// <param name="epochs">The epochs that are done.</param>
    internal double At(long step, IReadOnlyList<EpochMetrics> epochs)
    {
        if (!options.ReducesOnPlateau)
            return _rates.At(step);
        // With few rows, none may be held out by chance.
        int plateaus = epochs.All(epoch => epoch.Validation.Count == 0)
            ? 0
            : Improvements.Plateaus(epochs, metric, options.PlateauPatience, options.MinimumImprovement);
        return _highest * Math.Pow(options.PlateauFactor, plateaus);
    }

    /// <summary>A weight's multiple of that rate; 0 if frozen.</summary>
    internal double FactorOf(TrainedWeight weight) =>
        FactorOf(weight.Part) * Math.Pow(options.RateDecayByLayer, weight.Depth);

    /// <summary>A part's multiple of that rate, in its last layer; 0 if frozen.</summary>
    /// <param name="part">The part.</param>
    internal double FactorOf(NetworkPart part) => part switch
    {
        NetworkPart.Embedding => options.EmbeddingLearningRate,
        NetworkPart.Head => options.HeadLearningRate,
        _ => options.BodyLearningRate,
    } / _highest ?? 1;

    private long FrozenEpochsOf(NetworkPart part) => part switch
    {
        NetworkPart.Embedding => (long)options.FrozenEpochs + options.FrozenEmbeddingEpochs,
        NetworkPart.Head => 0,
        _ => options.FrozenEpochs,
    };

    /// <summary>Disables the gradients of the parts that are frozen in an epoch.</summary>
    /// <param name="weights">The weights of the network.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    internal void Freeze(IReadOnlyList<TrainedWeight> weights, int epoch)
    {
        foreach (var weight in weights)
            weight.Value.requires_grad_(FactorOf(weight) > 0 && epoch > FrozenEpochsOf(weight.Part));
    }
}
