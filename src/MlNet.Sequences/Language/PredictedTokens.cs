namespace MlNet.Sequences;

/// <summary>The tokens that the states of a batch predict.</summary>
internal abstract class PredictedTokens
{
    /// <param name="sequences">The sequences of the batch.</param>
    /// <param name="predictions">The states that predict, in all directions.</param>
    private protected PredictedTokens(int sequences, int predictions) => (Counts, Targets, Weights, Sequences) =
        (new int[sequences], new long[predictions], new float[predictions], new int[predictions]);

    /// <summary>The number of predictions of each sequence, in all directions.</summary>
    internal int[] Counts { get; }

    /// <summary>The predicted key of each state, direction after direction; 1 where there is none.</summary>
    internal long[] Targets { get; }

    /// <summary>The weight of each prediction in its sequence's mean; 0 where there is none.</summary>
    internal float[] Weights { get; }

    /// <summary>The sequence of each state.</summary>
    internal int[] Sequences { get; }

    /// <summary>The parts of a state that each predict a token.</summary>
    internal abstract int Directions { get; }

    /// <summary>The states of each sequence that are read, in one direction.</summary>
    internal abstract int[] States { get; }

    /// <summary>Which of all states are read, in one direction; null for all.</summary>
    internal abstract long[]? Places { get; }

    /// <summary>The batch as the network may read it.</summary>
    internal abstract SequenceBatch Hide(SequenceBatch batch);

    /// <summary>A seed that differs from other texts', but is the same in any batch.</summary>
    private protected static ulong SeedOf(ReadOnlySpan<int> tokens)
    {
        ulong seed = 0;
        foreach (int token in tokens)
            seed = Hashing.Mix(seed, token);
        return seed;
    }

    /// <summary>The weight of each prediction in the loss of the batch.</summary>
    /// <param name="batch">Has the weights of the sequences.</param>
    internal float[] LossWeights(PackedBatch batch) =>
        [.. Weights.Select((weight, i) => weight * batch.Targets.Weights[Sequences[i]])];
}
