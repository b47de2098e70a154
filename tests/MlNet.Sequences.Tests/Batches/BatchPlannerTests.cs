using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class BatchPlannerTests
{
    private static readonly Gen<(int[] Lengths, int BatchSize, int Seed)> Plans =
        Gen.Select(Gen.Int[0, 50].Array[0, 400], Gen.Int[1, 40], Gen.Int);

    [TestMethod]
    public void Every_sequence_is_in_exactly_one_batch() => Plans.Sample(plan =>
    {
        foreach (int[][] batches in new[]
        {
            BatchPlanner.Shuffled(plan.Lengths, plan.BatchSize, new Random(plan.Seed)),
            BatchPlanner.Sorted(plan.Lengths, plan.BatchSize, int.MaxValue),
        })
        {
            CollectionAssert.AreEqual(
                Enumerable.Range(0, plan.Lengths.Length).ToArray(), batches.SelectMany(batch => batch).Order().ToArray());
            Assert.HasCount((plan.Lengths.Length + plan.BatchSize - 1) / plan.BatchSize, batches);
            Assert.IsLessThanOrEqualTo(1, batches.Count(batch => batch.Length != plan.BatchSize), "only one batch is not full");
            Assert.IsTrue(batches.All(batch => batch.Length > 0 && batch.Length <= plan.BatchSize));
        }
    });

    [TestMethod]
    public void The_seed_fixes_the_order() => Plans.Sample(plan =>
        CollectionAssert.AreEqual(Flat(plan, new Random(plan.Seed)), Flat(plan, new Random(plan.Seed))));

    [TestMethod]
    public void The_next_epoch_has_other_batches_in_another_order()
    {
        var random = new Random(1);
        int[] lengths = [.. Enumerable.Range(0, 500).Select(_ => random.Next(20))];
        var (first, second) = (BatchPlanner.Shuffled(lengths, 16, random), BatchPlanner.Shuffled(lengths, 16, random));

        CollectionAssert.AreNotEqual(first.SelectMany(b => b).ToArray(), second.SelectMany(b => b).ToArray());
        var met = first.Select(b => string.Join(',', b.Order())).ToHashSet();
        Assert.IsFalse(second.Any(b => met.Contains(string.Join(',', b.Order()))), "the same sequences meet again");
    }

    [TestMethod]
    public void Batches_do_not_come_by_length()
    {
        var random = new Random(1);
        int[] lengths = [.. Enumerable.Range(0, 1000).Select(_ => random.Next(100))];
        int[] longest = [.. BatchPlanner.Shuffled(lengths, 10, random).Select(batch => batch.Max(i => lengths[i]))];
        Assert.IsGreaterThan(20, longest.Zip(longest.Skip(1)).Count(pair => pair.First > pair.Second));
    }

    [TestMethod]
    public void Batches_sorted_by_length_hold_neighbours() => Plans.Sample(plan =>
    {
        int[] lengths = [
            .. BatchPlanner.Sorted(plan.Lengths, plan.BatchSize, stepsInBatch: 100).SelectMany(b => b)
            .Select(i => plan.Lengths[i])];
        CollectionAssert.AreEqual(plan.Lengths.Order().ToArray(), lengths);
    });

    [TestMethod]
    public void Batches_for_scoring_keep_to_a_bound_on_time_steps() => Plans.Sample(plan =>
    {
        foreach (int[] batch in BatchPlanner.Sorted(plan.Lengths, plan.BatchSize, stepsInBatch: 100))
            Assert.IsTrue(batch.Length == 1 || batch.Length * batch.Max(i => plan.Lengths[i]) <= 100);
    });

    [TestMethod]
    public void Little_is_wasted_on_padding()
    {
        // As long as reviews are: many short ones and a long tail.
        var random = new Random(1);
        int[] lengths = [
            .. Enumerable.Range(0, 20_000).Select(_ => (int)Math.Min(500, 40 + 150 * -Math.Log(1 - random.NextDouble())))];
        long padded = BatchPlanner.Shuffled(lengths, 32, random).Sum(batch => (long)batch.Length * batch.Max(i => lengths[i]));
        double waste = padded / (double)lengths.Sum() - 1;
        Assert.IsLessThan(0.04, waste);
    }

    [TestMethod]
    public void A_batch_size_above_every_number_makes_one_batch()
    {
        int[][] batches = BatchPlanner.Shuffled([3, 1, 2], int.MaxValue, new Random(1));
        Assert.HasCount(1, batches);
        CollectionAssert.AreEqual(new[] { 1, 2, 0 }, batches[0]);
        Assert.IsEmpty(BatchPlanner.Shuffled([], 3, new Random(1)));
    }

    private static int[] Flat((int[] Lengths, int BatchSize, int Seed) plan, Random random) =>
        [.. BatchPlanner.Shuffled(plan.Lengths, plan.BatchSize, random).SelectMany(batch => batch)];
}
