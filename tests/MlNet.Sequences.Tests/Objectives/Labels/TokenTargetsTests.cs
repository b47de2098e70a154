namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class TokenTargetsTests
{
    [TestMethod]
    [DataRow(0, 5, "")]
    [DataRow(1, 5, "")]
    [DataRow(2, 5, "1-2")]
    [DataRow(6, 5, "1-6")]
    [DataRow(7, 5, "1-4 4-7")]
    [DataRow(12, 5, "1-4 4-8 8-12")]
    [DataRow(4, 1, "1-2 2-3 3-4")]
    public void Windows_are_of_similar_length_and_share_the_token_at_their_ends(int length, int window, string expected)
    {
        var buffer = new SequenceBuffer(new SequenceInput(20, 0));
        for (int text = 0; text < 2; text++)
        {
            var tokens = buffer.AppendTokens(length);
            for (int i = 0; i < length; i++)
                tokens[i] = i + 1;
            int before = buffer.Count, windows = new TokenTargets(window, maskedFraction: 0).EndSequence(buffer, [0], weight: 2);
            Assert.AreEqual(buffer.Count - before, windows);
            if (windows == 0)
                buffer.DropSequence();
            Assert.AreEqual(expected, string.Join(' ', Enumerable.Range(before, windows).Select(Describe)));
        }

        string Describe(int sequence)
        {
            int[] tokens = buffer.TokensOf(sequence).ToArray();
            CollectionAssert.AreEqual(Enumerable.Range(tokens[0], tokens.Length).ToArray(), tokens);
            Assert.AreEqual(2 * (tokens.Length - 1), buffer.WeightOf(sequence));
            return $"{tokens[0]}-{tokens[^1]}";
        }
    }

    [TestMethod]
    public void Tokens_are_counted_for_the_sampling()
    {
        var buffer = new SequenceBuffer(new SequenceInput(4, 0));
        new[] { 1, 3, 3 }.CopyTo(buffer.AppendTokens(3));
        var labels = new TokenTargets(5, maskedFraction: 0);
        labels.EndSequence(buffer, [0], weight: 1);
        var summary = new LabelSummary(0);
        labels.Summarize(buffer, 0, summary);
        labels.Summarize(buffer, 0, summary);
        CollectionAssert.AreEqual(new long[] { 2, 0, 4, 0 }, summary.TokenCounts.ToArray());
    }
}
