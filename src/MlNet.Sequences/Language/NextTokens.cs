namespace MlNet.Sequences;

/// <summary>
/// The token that each state of a batch predicts: a forward state the next one, a backward state the previous one. The last
/// forward state of a sequence and its first backward state predict nothing.
/// </summary>
internal sealed class NextTokens
{
    private NextTokens(int sequences, int states) => (Counts, Targets, Weights) =
        (new int[sequences], new long[states], new float[states]);

    /// <summary>The number of predictions of each sequence: each token but one, in each direction.</summary>
    internal int[] Counts { get; }

    /// <summary>The predicted key of each state, direction after direction; 1 where there is none.</summary>
    internal long[] Targets { get; }

    /// <summary>The weight of each prediction in its sequence's mean; 0 where there is none.</summary>
    internal float[] Weights { get; }

    /// <param name="batch">The sequences.</param>
    /// <param name="directions">1, or 2 for a backward direction, too.</param>
    internal static NextTokens Of(PackedBatch batch, int directions)
    {
        int steps = batch.Lengths.Sum();
        var next = new NextTokens(batch.Size, directions * steps);
        Array.Fill(next.Targets, 1);
        for (int i = 0, first = 0; i < batch.Size; first += batch.Lengths[i++])
        {
            int length = batch.Lengths[i], predicted = Math.Max(0, length - 1);
            next.Counts[i] = directions * predicted;
            for (int d = 0; d < directions; d++)
            {
                // The states that predict, and the tokens that they predict.
                int state = (d * steps) + first + d, token = batch.Starts[i] + 1 - d;
                for (int step = 0; step < predicted; step++)
                {
                    next.Targets[state + step] = batch.Tokens[token + step];
                    next.Weights[state + step] = 1f / next.Counts[i];
                }
            }
        }

        return next;
    }

    /// <summary>The weight of each prediction in the loss of the batch.</summary>
    /// <param name="batch">Has the weights of the sequences.</param>
    internal float[] LossWeights(PackedBatch batch)
    {
        float[] weights = [.. Weights];
        int steps = batch.Lengths.Sum();
        for (int i = 0, first = 0; i < batch.Size; first += batch.Lengths[i++])
        {
            for (int start = first; start < weights.Length; start += steps)
            {
                foreach (ref float weight in weights.AsSpan(start, batch.Lengths[i]))
                    weight *= batch.Targets.Weights[i];
            }
        }

        return weights;
    }
}
