using System.Collections.Concurrent;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class ParallelWorkTests
{
    private static readonly int[][] Batches = [.. Enumerable.Range(0, 50).Select(i => new[] { i })];

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void Each_item_is_done_once_and_each_thread_leaves_as_it_entered(int threads)
    {
        var scored = new ConcurrentQueue<int>();
        int entered = 0, left = 0;
        ParallelWork.ForEach(
            Batches, threads, () => new Leaving(ref entered, () => Interlocked.Increment(ref left)),
            batch => scored.Enqueue(batch[0]));
        CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToArray(), scored.Order().ToArray());
        Assert.AreEqual(entered, left);
        Assert.IsGreaterThan(0, entered);
        if (threads == 1)
            CollectionAssert.AreEqual(Enumerable.Range(0, 50).ToArray(), scored.ToArray(), "in their order");
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void What_an_item_fails_with_comes_out_as_it_is(int threads) =>
        Assert.ThrowsExactly<InvalidDataException>(
        () => ParallelWork.ForEach(
        Batches, threads, enter: null, batch =>
        {
            if (batch[0] == 30)
                throw new InvalidDataException("a batch");
        }));

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void A_cancelled_run_does_no_further_item(int threads)
    {
        using var source = new CancellationTokenSource();
        int scored = 0;
        Assert.Throws<OperationCanceledException>(() => ParallelWork.ForEach(
            Batches, threads, enter: null,
            _ =>
            {
                Interlocked.Increment(ref scored);
                source.Cancel();
            },
            source.Token));
        Assert.IsLessThanOrEqualTo(threads, scored);
    }

    [TestMethod]
    [DataRow(1, 10, 3)]
    [DataRow(4, 10, 3)]
    [DataRow(4, 1_000, 7)]
    [DataRow(4, 0, 7)]
    public void The_parts_of_a_range_cover_it_once(int threads, int count, int size)
    {
        var done = new ConcurrentQueue<(int From, int To)>();
        ParallelWork.ForRanges(count, size, threads, (from, to) => done.Enqueue((from, to)));
        var parts = done.Order().ToArray();
        CollectionAssert.AreEqual(
            Enumerable.Range(0, count).ToArray(),
            parts.SelectMany(part => Enumerable.Range(part.From, part.To - part.From)).ToArray());
        Assert.IsTrue(parts.SkipLast(1).All(part => part.To - part.From == size));
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void What_a_part_of_a_range_fails_with_comes_out_as_it_is(int threads) =>
        Assert.ThrowsExactly<InvalidDataException>(() =>
        ParallelWork.ForRanges(100, 1, threads, (from, _) =>
        {
            if (from == 30)
                throw new InvalidDataException("a part");
        }));

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
