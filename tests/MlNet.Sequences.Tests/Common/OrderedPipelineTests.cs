namespace MlNet.Sequences.Tests;

[TestClass]
public class OrderedPipelineTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(9)]
    public void Items_are_taken_in_their_order_and_few_are_made(int threads)
    {
        int made = 0;
        using var pipeline = new OrderedPipeline<Box>(
            threads, () => new(made++), Fill(to: 500), box =>
            {
                if (box.Value % 7 == 0)
                    Thread.Sleep(1);
                box.Value *= 2;
            });
        for (int i = 0; i < 500; i++)
            Assert.AreEqual(2 * i, pipeline.Next()!.Value);
        Assert.IsNull(pipeline.Next());
        Assert.IsNull(pipeline.Next());
        Assert.IsLessThanOrEqualTo(Math.Max(1, 2 * threads), made);
    }

    [TestMethod]
    public void Work_is_done_by_as_many_threads_at_once_as_are_given()
    {
        // Each waits for the other: one thread alone would never end.
        using var both = new Barrier(2);
        using var pipeline = new OrderedPipeline<Box>(2, () => new(0), Fill(to: 5), box =>
        {
            if (box.Value is 1 or 2) // the first is taken before others are filled
                both.SignalAndWait();
        });
        while (pipeline.Next() is not null)
        {
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void What_fails_is_thrown_behind_the_items_before_it_and_again(int threads)
    {
        foreach (bool inWork in new[] { false, true })
        {
            var fill = Fill(to: 500);
            using var pipeline = new OrderedPipeline<Box>(
                threads, () => new(0),
                box =>
                {
                    bool filled = fill(box);
                    Break(box.Value == 30 && !inWork);
                    return filled;
                },
                box => Break(box.Value == 30 && inWork));
            for (int i = 0; i < 30; i++)
                Assert.AreEqual(i, pipeline.Next()!.Value);
            Assert.AreEqual("It broke.", Assert.ThrowsExactly<IOException>(pipeline.Next).Message);
            Assert.AreEqual("It broke.", Assert.ThrowsExactly<IOException>(pipeline.Next).Message);
        }
    }

    [TestMethod]
    public void Nothing_works_on_after_disposal()
    {
        for (int run = 0; run < 50; run++)
        {
            int working = 0;
            int filled = 0;
            var fill = Fill(to: int.MaxValue);
            var pipeline = new OrderedPipeline<Box>(4, () => new(0), box => ++filled > 0 && fill(box), _ =>
            {
                Interlocked.Increment(ref working);
                Thread.SpinWait(10_000);
                Interlocked.Decrement(ref working);
            });
            for (int i = 0; i < run; i++)
                pipeline.Next();
            pipeline.Dispose();
            int filledThen = filled;
            Assert.AreEqual(0, Volatile.Read(ref working));
            Assert.IsNull(pipeline.Next());
            Assert.AreEqual(filledThen, filled);
            Assert.IsLessThanOrEqualTo(run + 9, filled); // no more ahead than its bound
        }
    }

    private static void Break(bool now)
    {
        if (now)
            throw new IOException("It broke.");
    }

    private static Func<Box, bool> Fill(int to)
    {
        int next = 0;
        return box =>
        {
            box.Value = next;
            return next++ < to;
        };
    }

    private sealed class Box(int value)
    {
        internal int Value { get; set; } = value;
    }
}
