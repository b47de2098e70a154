using CsCheck;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class PackedBatchTests
{
    private const int Sequences = 64, Length = 1_000, Batches = 20;

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow(true, 0.3, DisplayName = "tokens, steps dropped")]
    [DataRow(true, 0.0, DisplayName = "tokens")]
    [DataRow(false, 0.3, DisplayName = "numbers, steps dropped")]
    public void Batch_after_batch_the_large_arrays_are_the_same(bool areTokens, double rate)
    {
        var buffer = Buffer(areTokens, Enumerable.Repeat(Length, Sequences), seed: 1);
        MakeAndDispose();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Batches; i++)
            MakeAndDispose();

        // One array of the rows alone has four bytes for each.
        Assert.IsLessThan((long)Batches * Sequences * Length, GC.GetAllocatedBytesForCurrentThread() - before);

        void MakeAndDispose()
        {
            using var batch = PackedBatch.Create(buffer, [.. Enumerable.Range(0, Sequences)], new StepDropout(rate, 1));
            if (areTokens)
                _ = batch.Distinct;
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void What_a_batch_before_left_in_an_array_is_not_in_the_next(bool areTokens)
    {
        var (first, second) = (Buffer(areTokens, [50, 3, 90], seed: 1), Buffer(areTokens, [4, 0, 80, 2], seed: 2));
        var expected = Copy(PackedBatch.Create(second, [0, 1, 2, 3], new StepDropout(0.3, 1)));
        for (int round = 0; round < 3; round++)
        {
            PackedBatch.Create(first, [0, 1, 2], new StepDropout(0.1, 1)).Dispose();
            using var batch = PackedBatch.Create(second, [0, 1, 2, 3], new StepDropout(0.3, 1));
            Assert.AreEqual(expected, Copy(batch));
        }
    }

    [TestMethod]
    public void Who_holds_a_batch_is_not_disturbed_by_others_that_are_made_and_disposed()
    {
        var buffer = Buffer(true, [50, 3, 90, 50, 3, 90], seed: 1);
        using var held = PackedBatch.Create(buffer, [0, 1, 2]);
        string before = Copy(held);
        for (int round = 0; round < 10; round++)
        {
            using var other = PackedBatch.Create(buffer, [3, 4, 5]);
            _ = other.Distinct;
        }

        Assert.AreEqual(before, Copy(held));
    }

    [TestMethod]
    public void A_batch_that_is_disposed_twice_gives_its_arrays_back_once_and_shows_none()
    {
        var buffer = Buffer(true, [50, 3, 90], seed: 1);
        var batch = PackedBatch.Create(buffer, [0, 1, 2], new StepDropout(0.1, 1));
        var distinct = batch.Distinct;
        batch.Dispose();
        batch.Dispose();
        Assert.IsEmpty(batch.Tokens);
        Assert.IsEmpty(batch.Positions!);
        Assert.IsEmpty(distinct.Places);
        Assert.IsEmpty(distinct.Rows);

        using var one = PackedBatch.Create(buffer, [0, 1, 2]);
        using var two = PackedBatch.Create(buffer, [0, 1, 2]);
        Assert.AreNotSame(one.Tokens, two.Tokens);
        Assert.AreNotSame(one.Distinct.Places, two.Distinct.Places);
    }

    [TestMethod]
    public void The_different_tokens_are_found_with_the_rows_of_each()
    {
        var buffer = new SequenceBuffer(new(20, 0));
        foreach (int[] tokens in new int[][] { [7, 3, 7], [], [20, 3] })
        {
            tokens.CopyTo(buffer.AppendTokens(tokens.Length));
            buffer.EndSequence();
        }

        using var batch = PackedBatch.Create(buffer, [0, 1, 2]);
        var distinct = batch.Distinct;
        CollectionAssert.AreEqual(new[] { 0, 7, 3, 7, 0, 0, 20, 3, 0 }, batch.Tokens[..batch.Rows]);
        CollectionAssert.AreEqual(new[] { 0, 3, 7, 20 }, distinct.Tokens);
        CollectionAssert.AreEqual(new[] { 0, 2, 1, 2, 0, 0, 3, 1, 0 }, distinct.Places[..batch.Rows]);
        CollectionAssert.AreEqual(new[] { 0, 4, 6, 8, 9 }, distinct.Starts);
        CollectionAssert.AreEqual(new[] { 0, 4, 5, 8, 2, 7, 1, 3, 6 }, distinct.Rows[..batch.Rows]);
    }

    [TestMethod]
    public void The_parts_of_a_batch_have_its_sequences_in_their_order() =>
        Gen.Select(Gen.Int[0, 6].Array[1, 12], Gen.Int[1, 14], Gen.Bool, Gen.Bool).Sample((lengths, parts, areTokens, drops) =>
        {
            using var scope = torch.NewDisposeScope();
            var rows = Buffer(areTokens, lengths, seed: 1);
            int[] all = [.. Enumerable.Range(0, lengths.Length)];
            using var whole = SequenceBatch.Create(rows, all, torch.CPU, drops ? new StepDropout(0.4, 1) : default);
            SequenceBatch[] split = [.. whole.Split(parts)];
            Assert.IsLessThanOrEqualTo(parts, split.Length);
            int first = 0;
            foreach (var part in split)
            {
                using (part)
                {
                    CollectionAssert.AreEqual(whole.Packed.Lengths[first..(first + part.Size)], part.Packed.Lengths);
                    AssertSame(whole.Targets.narrow(0, first, part.Size), part.Targets);
                    AssertSame(whole.Weights.narrow(0, first, part.Size), part.Weights);
                    AssertSame(whole.Steps.narrow(1, first, part.Size).narrow(0, 0, part.Time), part.Steps);
                    Assert.AreEqual(drops, part.Positions is not null);
                    if (drops)
                        AssertSame(whole.Positions!.narrow(1, first, part.Size).narrow(0, 0, part.Time), part.Positions!);
                    first += part.Size;
                }
            }

            Assert.AreEqual(lengths.Length, first);
        });

    private static void AssertSame(torch.Tensor expected, torch.Tensor actual) =>
        Assert.IsTrue(
            expected.shape.SequenceEqual(actual.shape) && expected.eq(actual).all().item<bool>(),
            $"{expected.str()} and {actual.str()}");

    private static SequenceBuffer Buffer(bool areTokens, IEnumerable<int> lengths, int seed)
    {
        var random = new Random(seed);
        var buffer = new SequenceBuffer(areTokens ? new(99, 0) : new(0, 2));
        foreach (int length in lengths)
        {
            if (areTokens)
            {
                foreach (ref int token in buffer.AppendTokens(length))
                    token = random.Next(1, 100);
            }
            else
            {
                foreach (ref float value in buffer.AppendValues(2 * length))
                    value = random.NextSingle();
            }

            buffer.EndSequence(target: length, weight: seed);
        }

        return buffer;
    }

    /// <summary>All that a batch tells, to compare.</summary>
    private static string Copy(PackedBatch batch)
    {
        int rows = batch.Rows;
        IEnumerable<string> numbers =
        [
            .. batch.Lengths.Concat(batch.Starts).Concat(batch.Positions?[..rows] ?? []).Select(number => $"{number}"),
            .. batch.Targets.Values.Concat(batch.Targets.Weights).Concat(batch.Values.Take(rows * batch.Input.Channels))
            .Select(number => $"{number:R}"),
        ];
        if (batch.Input.IsTokens)
        {
            var distinct = batch.Distinct;
            numbers = numbers.Concat(
                batch.Tokens[..rows].Concat(distinct.Tokens).Concat(distinct.Places[..rows]).Concat(distinct.Rows[..rows])
                .Select(number => $"{number}"));
        }

        return string.Join(' ', numbers);
    }
}
