using System.Collections.Concurrent;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class InBatchesTests
{
    private static readonly int[][] Batches = [.. Enumerable.Range(0, 50).Select(i => new[] { i })];

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void Each_batch_is_scored_once_and_each_thread_leaves_as_it_entered(int threads)
    {
        var scored = new ConcurrentQueue<int>();
        int entered = 0, left = 0;
        InBatches.Run(Batches, threads, () => new Leaving(ref entered, () => Interlocked.Increment(ref left)), batch => scored.Enqueue(batch[0]));
        CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToArray(), scored.Order().ToArray());
        Assert.AreEqual(entered, left);
        Assert.IsGreaterThan(0, entered);
        if (threads == 1)
            CollectionAssert.AreEqual(Enumerable.Range(0, 50).Reverse().ToArray(), scored.ToArray(), "the longest first");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void What_a_batch_fails_with_comes_out_as_it_is(int threads) => Assert.ThrowsExactly<InvalidDataException>(() => InBatches.Run(
        Batches, threads, enter: null, batch =>
        {
            if (batch[0] == 30)
                throw new InvalidDataException("a batch");
        }));

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void A_cancelled_run_scores_no_further_batch(int threads)
    {
        using var source = new CancellationTokenSource();
        int scored = 0;
        Assert.Throws<OperationCanceledException>(() => InBatches.Run(
            Batches, threads, enter: null,
            _ =>
            {
                Interlocked.Increment(ref scored);
                source.Cancel();
            },
            source.Token));
        Assert.IsLessThanOrEqualTo(threads, scored);
    }

    private sealed class Leaving : IDisposable
    {
        private readonly Action _leave;

        internal Leaving(ref int entered, Action leave)
        {
            Interlocked.Increment(ref entered);
            _leave = leave;
        }

        public void Dispose() => _leave();
    }
}
