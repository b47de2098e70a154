namespace MlNet.Sequences;

/// <summary>
/// The token that each state of a batch predicts: a forward state the next one, a backward state the previous one. The last
/// forward state of a sequence and its first backward state predict nothing.
/// </summary>
internal sealed class NextTokens : PredictedTokens
{
    private NextTokens(int[] lengths, int directions)
        : base(lengths.Length, directions * lengths.Sum()) => (Directions, States) = (directions, lengths);

    internal override int Directions { get; }

    internal override int[] States { get; }

    internal override long[]? Places => null;

    /// <param name="batch">The sequences.</param>
    /// <param name="directions">1, or 2 for a backward direction, too.</param>
    internal static NextTokens Of(PackedBatch batch, int directions)
    {
        int steps = batch.Lengths.Sum();
        var next = new NextTokens(batch.Lengths, directions);
        Array.Fill(next.Targets, 1);
        for (int i = 0, first = 0; i < batch.Size; first += batch.Lengths[i++])
        {
            int length = batch.Lengths[i], predicted = Math.Max(0, length - 1);
            next.Counts[i] = directions * predicted;
            for (int d = 0; d < directions; d++)
            {
                next.Sequences.AsSpan((d * steps) + first, length).Fill(i);
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

    // A state has not read the token that it predicts.
    internal override SequenceBatch Hide(SequenceBatch batch) => batch;
}
