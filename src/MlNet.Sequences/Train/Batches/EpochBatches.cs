namespace MlNet.Sequences;

/// <summary>The batches of an epoch in their order, which the seed and the epoch's number fix.</summary>
internal static class EpochBatches
{
    /// <summary>The batches of an epoch: the rows of each, and the window that they are in for as long as the next batch is not asked for.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="options">Says how many rows are shuffled together, and how many make a batch.</param>
    /// <param name="seed">The fit's seed.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    internal static IEnumerable<(SequenceBuffer Window, int[] Rows)> Of(TrainingData data, SequenceTrainerOptions options, int seed, int epoch)
    {
        long windowNumber = (long)epoch << 32;
        foreach (var window in data.Windows(options.CancellationToken))
        {
            var order = new Random((int)(Hashing.Mix((uint)seed, windowNumber++) >> 33));
            foreach (int[] rows in BatchPlanner.Shuffled(window.Lengths(), options.BatchSize, order))
            {
                options.CancellationToken.ThrowIfCancellationRequested();
                yield return (window, rows);
            }
        }
    }
}
