namespace MlNet.Sequences;

/// <summary>The learning rate of each part of a network at each step.</summary>
/// <param name="options">The rates and the schedule, with what they leave to the data chosen.</param>
/// <param name="metric">What plateaus are of.</param>
/// <param name="totalSteps">The steps of all epochs.</param>
internal sealed class PartRates(SequenceTrainerOptions options, ComparedMetric metric, long totalSteps)
{
    private readonly double _highest = options.LearningRate!.Value;
    private readonly LearningRates _rates = new(LearningRateSchedules.Of(options), options.LearningRate.Value, totalSteps);

    /// <summary>Whether all parts learn at the same rate from the first step to the last.</summary>
    internal static bool AreOne(SequenceTrainerOptions options) =>
        options.FrozenEpochs == 0
        && ((double?[])[options.EmbeddingLearningRate, options.BodyLearningRate, options.HeadLearningRate])
            .All(rate => rate is null || rate == options.LearningRate);

    /// <summary>The rate of parts that have none of their own.</summary>
    /// <param name="step">The steps before this one.</param>
    /// <param name="epochs">The epochs that are done.</param>
    internal double At(long step, IReadOnlyList<EpochMetrics> epochs)
    {
        if (!options.ReducesOnPlateau)
            return _rates.At(step);
        // Of few rows the fraction to hold out may by chance be none.
        int plateaus = epochs.All(epoch => epoch.Validation.Count == 0)
            ? 0
            : Improvements.Plateaus(epochs, metric, options.PlateauPatience, options.MinimumImprovement);
        return _highest * Math.Pow(options.PlateauFactor, plateaus);
    }

    /// <summary>How many times that rate a part has; 0 where it is frozen.</summary>
    /// <param name="part">The part.</param>
    internal double FactorOf(NetworkPart part) => part switch
    {
        NetworkPart.Embedding => options.EmbeddingLearningRate,
        NetworkPart.Head => options.HeadLearningRate,
        _ => options.BodyLearningRate,
    } / _highest ?? 1;

    /// <summary>Switches the gradients of the parts off that do not learn in an epoch, which need none.</summary>
    /// <param name="weights">The weights of the network.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    internal void Freeze(IReadOnlyList<TrainedWeight> weights, int epoch)
    {
        bool headAlone = epoch <= options.FrozenEpochs;
        foreach (var weight in weights)
            weight.Value.requires_grad_(FactorOf(weight.Part) > 0 && (weight.Part == NetworkPart.Head || !headAlone));
    }
}
