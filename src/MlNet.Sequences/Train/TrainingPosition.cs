using System.Text.Json.Serialization;

namespace MlNet.Sequences;

/// <summary>
/// Where a fit is between two of its steps. Together with the tensors of <see cref="TrainingState"/>, it determines the rest of
/// the fit: the learning rate, the order of the rows and the random numbers are functions of it.
/// </summary>
internal sealed record TrainingPosition
{
    /// <summary>The epochs that are done.</summary>
    [JsonRequired]
    public IReadOnlyList<EpochMetrics> Epochs { get; init; } = [];

    /// <summary>The training steps of all epochs so far.</summary>
    [JsonRequired]
    public long Step { get; init; }

    /// <summary>The batches of all epochs so far: more than the steps where gradients are accumulated.</summary>
    [JsonRequired]
    public long Batch { get; init; }

    /// <summary>The steps of the current epoch.</summary>
    [JsonRequired]
    public long EpochSteps { get; init; }

    /// <summary>The batches of the current epoch.</summary>
    [JsonRequired]
    public long EpochBatches { get; init; }

    /// <summary>The sequences that the current epoch was trained on.</summary>
    [JsonRequired]
    public long EpochSamples { get; init; }

    /// <summary>The seconds that the current epoch was trained for.</summary>
    [JsonRequired]
    public double EpochSeconds { get; init; }

    /// <summary>The losses of the current epoch, summed with the examples' weights.</summary>
    [JsonRequired]
    public double EpochLoss { get; init; }

    /// <summary>The sum of these weights.</summary>
    [JsonRequired]
    public double EpochWeight { get; init; }

    /// <summary>The seconds of the fit so far.</summary>
    [JsonRequired]
    public double TotalSeconds { get; init; }

    /// <summary>The current epoch, begun or next to begin, from 1.</summary>
    internal int Epoch => Epochs.Count + 1;

    /// <summary>Adds violations for positions that no fit can reach.</summary>
    internal void AddViolations(OptionViolations violations)
    {
        foreach (var (name, count) in new[]
        {
            (nameof(Step), Step), (nameof(Batch), Batch), (nameof(EpochSteps), EpochSteps), (nameof(EpochBatches), EpochBatches),
            (nameof(EpochSamples), EpochSamples),
        })
            violations.AtLeast(name, count, 0);
        foreach (var (
            name, number) in new[] { (nameof(EpochSeconds), EpochSeconds), (nameof(EpochWeight), EpochWeight),
            (nameof(TotalSeconds), TotalSeconds) })
            violations.AtLeast(name, number, 0);
        violations.AtMost(nameof(EpochSteps), EpochSteps, Step);
        violations.AtMost(nameof(EpochBatches), EpochBatches, Batch);
        for (int i = 0; i < Epochs.Count; i++)
        {
            if (Epochs[i]?.Epoch != i + 1)
                violations.Add(nameof(Epochs), $"must be numbered from 1", Epochs[i]?.Epoch, $"use an earlier checkpoint");
        }
    }

    internal TrainingPosition NextEpoch(EpochMetrics done) => new()
    {
        Epochs = [.. Epochs, done],
        Step = Step,
        Batch = Batch,
        TotalSeconds = TotalSeconds,
    };
}
