using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MlNet.Sequences;

/// <summary>Batches of sequences that several threads score at once, each batch by one of them.</summary>
internal static class InBatches
{
    /// <param name="batches">The sequences of each batch, the longest batch last.</param>
    /// <param name="threads">The threads, this one included.</param>
    /// <param name="enter">Makes what a thread has while it scores, and leaves when it is done; null for nothing.</param>
    /// <param name="score">Scores a batch. Which thread does which is left open.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
    internal static void Run(int[][] batches, int threads, Func<IDisposable>? enter, Action<int[]> score, CancellationToken cancellationToken = default)
    {
        if (threads == 1)
        {
            RunAlone(batches, enter, score, cancellationToken);
            return;
        }

        // The longest first, one at a time to whoever is free: so all end at about the same time.
        try
        {
            Parallel.ForEach(
                Partitioner.Create(batches.Reverse(), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken },
                () => enter?.Invoke(),
                (batch, _, worker) =>
                {
                    // The loop hears of a cancellation from a callback, which may come late.
                    cancellationToken.ThrowIfCancellationRequested();
                    score(batch);
                    return worker;
                },
                worker => worker?.Dispose());
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private static void RunAlone(int[][] batches, Func<IDisposable>? enter, Action<int[]> score, CancellationToken cancellationToken)
    {
        using var worker = enter?.Invoke();
        for (int i = batches.Length - 1; i >= 0; i--)
        {
            cancellationToken.ThrowIfCancellationRequested();
            score(batches[i]);
        }
    }
}
