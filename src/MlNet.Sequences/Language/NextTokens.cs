namespace MlNet.Sequences;

/// <summary>
/// The token that each state of a batch predicts: a forward state the next one, a backward state the previous one, or with a
/// horizon one of several. The last forward state of a sequence and its first backward state predict nothing.
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
    /// <param name="horizon">The predicted token is one of so many ahead, or of those that there are; 1 for the next.</param>
    /// <param name="seed">
    /// With a horizon, determines which ones a training batch predicts; null to predict the same of a sequence every time, in
    /// any batch.
    /// </param>
    internal static NextTokens Of(PackedBatch batch, int directions, int horizon = 1, ulong? seed = null)
    {
        int steps = batch.Lengths.Sum();
        var next = new NextTokens(batch.Lengths, directions);
        Array.Fill(next.Targets, 1);
        for (int i = 0, first = 0; i < batch.Size; first += batch.Lengths[i++])
        {
            int length = batch.Lengths[i], predicted = Math.Max(0, length - 1);
            var tokens = batch.Tokens.AsSpan(batch.Starts[i], length);
            ulong own = horizon == 1 ? 0 : seed is { } training ? Hashing.Mix(training, i) : SeedOf(tokens);
            next.Counts[i] = directions * predicted;
            for (int d = 0; d < directions; d++)
            {
                next.Sequences.AsSpan((d * steps) + first, length).Fill(i);
                // Forward, the states from the first; backward, those from the second.
                int state = (d * steps) + first + d;
                for (int step = 0; step < predicted; step++)
                {
                    int left = d == 0 ? predicted - step : step + 1;
                    int ahead = horizon == 1 ? 1 : 1 + Hashing.Below(Math.Min(horizon, left), Hashing.Mix(own, (2L * step) + d));
                    next.Targets[state + step] = tokens[d == 0 ? step + ahead : step + 1 - ahead];
                    next.Weights[state + step] = 1f / next.Counts[i];
                }
            }
        }

        return next;
    }

    // A state has not read the token that it predicts.
    internal override SequenceBatch Hide(SequenceBatch batch) => batch;
}
