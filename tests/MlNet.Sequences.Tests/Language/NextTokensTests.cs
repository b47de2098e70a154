namespace MlNet.Sequences.Tests;

/// <summary>The tokens that states predict.</summary>
[TestClass]
public sealed class NextTokensTests
{
    private const int Horizon = 3;

    [TestMethod]
    public void States_predict_their_neighbors()
    {
        var next = NextTokens.Of(Batch([[4, 5, 6], [7, 8]]), directions: 2);
        CollectionAssert.AreEqual(new long[] { 5, 6, 1, 8, 1, /* backward */ 1, 4, 5, 1, 7 }, next.Targets);
        CollectionAssert.AreEqual(new[] { 0.25f, 0.25f, 0, 0.5f, 0, 0, 0.25f, 0.25f, 0, 0.5f }, next.Weights);
        CollectionAssert.AreEqual(new[] { 4, 2 }, next.Counts);
    }

    [TestMethod]
    public void With_a_horizon_states_predict_any_token_within_it_and_no_other()
    {
        int[] tokens = [.. Enumerable.Range(10, 8)];
        var seen = new HashSet<(int Direction, int Step, long Token)>();
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var next = NextTokens.Of(Batch([tokens]), directions: 2, Horizon, seed);
            for (int step = 0; step < tokens.Length; step++)
            {
                if (step < tokens.Length - 1)
                    seen.Add((0, step, next.Targets[step]));
                if (step > 0)
                    seen.Add((1, step, next.Targets[tokens.Length + step]));
            }
        }

        var expected = Enumerable.Range(0, tokens.Length).SelectMany(step => Enumerable.Range(1, Horizon).SelectMany(
            ahead => new[] { (0, step, To: step + ahead), (1, step, To: step - ahead) }))
            .Where(each => each.To >= 0 && each.To < tokens.Length)
            .Select(each => (each.Item1, each.step, (long)tokens[each.To]));
        Assert.IsTrue(seen.SetEquals(expected), string.Join(' ', seen.Order()));
    }

    [TestMethod]
    public void Outside_training_a_text_predicts_the_same_tokens_in_any_batch()
    {
        int[] text = [5, 9, 2, 7, 7, 3], other = [1, 2, 3, 4];
        var alone = NextTokens.Of(Batch([text]), directions: 1, Horizon);
        var second = NextTokens.Of(Batch([other, text]), directions: 1, Horizon);
        CollectionAssert.AreEqual(alone.Targets, second.Targets[other.Length..]);
        var training = Enumerable.Range(1, 20).Select(
            seed => string.Join(' ', NextTokens.Of(Batch([text]), directions: 1, Horizon, (ulong)seed).Targets));
        Assert.IsGreaterThan(5, training.Distinct().Count());
    }

    private static PackedBatch Batch(int[][] sequences)
    {
        var buffer = new SequenceBuffer(new SequenceInput(20, 0));
        foreach (int[] tokens in sequences)
        {
            tokens.CopyTo(buffer.AppendTokens(tokens.Length));
            buffer.EndSequence();
        }

        return PackedBatch.Create(buffer, [.. Enumerable.Range(0, sequences.Length)]);
    }
}
