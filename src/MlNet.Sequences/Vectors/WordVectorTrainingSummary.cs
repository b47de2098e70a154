namespace MlNet.Sequences;

/// <summary>A summary of training word vectors.</summary>
public sealed record WordVectorTrainingSummary
{
    /// <summary>The number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>The number of tokens of words with vectors, in one epoch, before subsampling.</summary>
    public required long Tokens { get; init; }

    /// <summary>The mean loss of a prediction in each epoch, in nats, over a sixteenth of the predictions.</summary>
    public required IReadOnlyList<double> Losses { get; init; }

    /// <summary>The seed of the initial vectors and all draws.</summary>
    public required int Seed { get; init; }

    /// <summary>The threads that trained. With one, the same seed and rows give the same vectors.</summary>
    public required int Threads { get; init; }

    /// <summary>The seconds spent reading the rows.</summary>
    public required double ReadingSeconds { get; init; }

    /// <summary>The seconds spent training.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>The properties, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(WordVectorTrainingSummary), PrintMembers);
}
