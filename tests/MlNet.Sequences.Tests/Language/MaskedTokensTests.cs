namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class MaskedTokensTests
{
    private const int Vocabulary = 1_000;

    private static readonly SequenceInput Input = new(Vocabulary, Channels: 0);

    [TestMethod]
    [DataRow(0, 0)]
    [DataRow(1, 0)]
    [DataRow(2, 1)]
    [DataRow(9, 1)]
    [DataRow(10, 2)]
    [DataRow(200, 30)]
    public void A_seventh_of_the_tokens_is_masked_and_at_least_one(int length, int expected)
    {
        Assert.AreEqual(expected, MaskedTokens.CountOf(length, 0.15));
        using var batch = Batch([[.. Enumerable.Range(1, length)]]);
        Assert.AreEqual(expected, MaskedTokens.Of(batch, Kind(), seed: 1).Places.Distinct().Count());
    }

    [TestMethod]
    public void Not_all_tokens_are_masked() => Assert.AreEqual(1, MaskedTokens.CountOf(2, 0.99));

    [TestMethod]
    public void Every_token_is_masked_as_often_as_any_other()
    {
        const int Length = 20, Draws = 20_000;
        int[] masked = new int[Length];
        using var batch = Batch([[.. Enumerable.Range(1, Length)]]);
        for (ulong seed = 0; seed < Draws; seed++)
        {
            foreach (long place in MaskedTokens.Of(batch, Kind(), seed).Places)
                masked[place]++;
        }

        // Three of twenty; the standard error is 0.0025.
        foreach (int times in masked)
            Assert.AreEqual(0.15, (double)times / Draws, 0.0125);
    }

    [TestMethod]
    public void In_training_a_tenth_of_them_is_replaced_and_a_tenth_left()
    {
        int[] tokens = [.. Enumerable.Range(0, 20_000).Select(i => 1 + (i % Vocabulary))];
        using var batch = Batch([tokens]);
        var masked = MaskedTokens.Of(batch, Kind(), seed: 5);
        int[] seen = Read(masked, batch);
        int zeros = masked.Places.Count(place => seen[place] == 0),
            left = masked.Places.Count(place => seen[place] == tokens[place]);
        int[] others =
            [.. masked.Places.Where(place => seen[place] != 0 && seen[place] != tokens[place]).Select(place => seen[place])];
        double count = masked.Places.Length;
        Assert.AreEqual(3_000, count);
        // The standard errors are below 0.0075.
        Assert.AreEqual(0.8, zeros / count, 0.03);
        Assert.AreEqual(0.1, left / count, 0.03);
        Assert.AreEqual(0.1, others.Length / count, 0.03);
        Assert.IsTrue(others.Min() is >= 1 and < 30 && others.Max() is > Vocabulary - 30 and <= Vocabulary);
        Assert.IsGreaterThan(200, others.Distinct().Count());
        var untouched = Enumerable.Range(0, tokens.Length).Except(masked.Places.Select(place => (int)place));
        Assert.IsTrue(untouched.All(place => seen[place] == tokens[place]));
        CollectionAssert.AreEqual(masked.Places.Select(place => (long)tokens[place]).ToArray(), masked.Targets);
    }

    [TestMethod]
    public void Outside_training_the_masks_of_a_text_are_always_the_same()
    {
        int[] text = [.. Enumerable.Range(3, 40)], other = [.. Enumerable.Range(4, 40)];
        using var alone = Batch([text]);
        using var among = Batch([other, [], text]);
        var (first, second) = (MaskedTokens.Of(alone, Kind(), seed: null), MaskedTokens.Of(among, Kind(), seed: null));
        long[] own = [.. second.Places.Where((_, n) => second.Sequences[n] == 2).Select(place => place - other.Length)];
        CollectionAssert.AreEqual(first.Places, own);
        CollectionAssert.AreNotEqual(second.Places[..second.Counts[0]], own, "texts differ in their masks");
        Assert.IsTrue(first.Places.All(place => Read(first, alone)[place] == 0), "all are masked");
        CollectionAssert.AreEqual(new[] { 6, 0, 6 }, second.Counts);
    }

    [TestMethod]
    public void In_training_masks_depend_on_the_seed_and_on_nothing_else()
    {
        using var batch = Batch([[.. Enumerable.Range(3, 40)], [.. Enumerable.Range(3, 40)]]);
        var (first, again, other) = (
            MaskedTokens.Of(batch, Kind(), 1), MaskedTokens.Of(batch, Kind(), 1), MaskedTokens.Of(batch, Kind(), 2));
        CollectionAssert.AreEqual(first.Places, again.Places);
        CollectionAssert.AreEqual(Read(first, batch), Read(again, batch));
        CollectionAssert.AreNotEqual(first.Places, other.Places);
        CollectionAssert.AreNotEqual(
            first.Places[..6], first.Places[6..].Select(place => place - 40).ToArray(), "equal texts of a batch differ, too");
    }

    private static LanguageModelKind Kind() => new(Vocabulary, MaskedFraction: 0.15);

    // The tokens of all sequences as the network reads them, without the padding between them.
    private static int[] Read(MaskedTokens masked, PackedBatch batch)
    {
        using var read = batch.With(masked.Tokens);
        return
        [
            .. Enumerable.Range(0, batch.Size)
                .SelectMany(i => read.Tokens[read.Starts[i]..(read.Starts[i] + read.Lengths[i])]),
        ];
    }

    private static PackedBatch Batch(int[][] sequences)
    {
        var buffer = new SequenceBuffer(Input);
        foreach (int[] tokens in sequences)
        {
            tokens.CopyTo(buffer.AppendTokens(tokens.Length));
            buffer.EndSequence();
        }

        return PackedBatch.Create(buffer, [.. Enumerable.Range(0, sequences.Length)]);
    }
}
