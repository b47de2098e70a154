namespace MlNet.Sequences;

/// <summary>
/// Where a fit stands between two of its steps. With the tensors of <see cref="TrainingState"/> it is all that the rest of the fit follows
/// from: the learning rate, the order of the rows and the random numbers are functions of it.
/// </summary>
internal sealed record TrainingPosition
{
    /// <summary>The epochs that are done.</summary>
    public IReadOnlyList<EpochMetrics> Epochs { get; init; } = [];

    /// <summary>The training steps of all epochs so far.</summary>
    public long Step { get; init; }

    /// <summary>The batches of all epochs so far: more than the steps where gradients are accumulated.</summary>
    public long Batch { get; init; }

    /// <summary>The steps of the epoch that has begun.</summary>
    public long EpochSteps { get; init; }

    /// <summary>The batches of the epoch that has begun.</summary>
    public long EpochBatches { get; init; }

    /// <summary>The sequences that the epoch that has begun was trained on.</summary>
    public long EpochSamples { get; init; }

    /// <summary>The seconds that the epoch that has begun was trained for.</summary>
    public double EpochSeconds { get; init; }

    /// <summary>The losses of the epoch that has begun, summed up by the examples' weights.</summary>
    public double EpochLoss { get; init; }

    /// <summary>The sum of these weights.</summary>
    public double EpochWeight { get; init; }

    /// <summary>The seconds of the fit so far.</summary>
    public double TotalSeconds { get; init; }

    /// <summary>The epoch that is next to be trained, or trained on, from 1.</summary>
    internal int Epoch => Epochs.Count + 1;

    internal TrainingPosition NextEpoch(EpochMetrics done) => new()
    {
        Epochs = [.. Epochs, done],
        Step = Step,
        Batch = Batch,
        TotalSeconds = TotalSeconds,
    };
}
