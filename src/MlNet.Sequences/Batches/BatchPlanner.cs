namespace MlNet.Sequences;

/// <summary>
/// Groups sequences of similar length into batches, so that little is computed for padding: shuffles them, sorts each part of a
/// few dozen batches by length, cuts it into batches, and shuffles the batches. Which sequences share a batch differs from epoch
/// to epoch.
/// </summary>
internal static class BatchPlanner
{
    // Parts this long waste two percent of the steps on IMDB; longer parts would waste less and mix less.
    private const int BatchesInPart = 64;

    /// <summary>
    /// The batches of a training epoch: every sequence in exactly one, in an order determined by <paramref name="random"/>.
    /// </summary>
    internal static int[][] Shuffled(ReadOnlySpan<int> lengths, int batchSize, Random random)
    {
        int[] order = [.. Enumerable.Range(0, lengths.Length)];
        random.Shuffle(order);

        int partSize = (int)Math.Min(int.MaxValue, (long)batchSize * BatchesInPart);
        var batches = new List<int[]>(lengths.Length / batchSize + 1);
        for (int start = 0; start < order.Length; start += partSize)
            Cut(order.AsSpan(start, Math.Min(partSize, order.Length - start)), lengths, batchSize, batches);

        int[][] shuffled = [.. batches];
        random.Shuffle(shuffled);
        return shuffled;
    }

    /// <summary>
    /// The batches for scoring, where the order does not matter: sorted by length, with at most <paramref name="stepsInBatch"/>
    /// time steps, padding included, unless a batch is a single sequence.
    /// </summary>
    internal static int[][] Sorted(ReadOnlySpan<int> lengths, int batchSize, int stepsInBatch)
    {
        int[] order = [.. Enumerable.Range(0, lengths.Length)];
        SortByLength(order, lengths);
        var batches = new List<int[]>(lengths.Length / batchSize + 1);
        for (int start = 0, end; start < order.Length; start = end)
        {
            // The last sequence is the longest: all are padded to its length.
            end = start + 1;
            while (end < order.Length && end - start < batchSize && (end - start + 1L) * lengths[order[end]] <= stepsInBatch)
                end++;
            batches.Add(order[start..end]);
        }

        return [.. batches];
    }

    private static void Cut(Span<int> part, ReadOnlySpan<int> lengths, int batchSize, List<int[]> batches)
    {
        SortByLength(part, lengths);
        for (int start = 0; start < part.Length; start += batchSize)
            batches.Add(part[start..Math.Min(part.Length, start + batchSize)].ToArray());
    }

    private static void SortByLength(Span<int> part, ReadOnlySpan<int> lengths)
    {
        // Span.Sort is unstable, and equal lengths are common: the index in the part breaks ties, so that a seed determines the
        // order.
        var keys = new long[part.Length];
        for (int i = 0; i < part.Length; i++)
            keys[i] = ((long)lengths[part[i]] << 32) | (uint)i;
        keys.AsSpan().Sort(part);
    }
}
