using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class SequenceBatchTests
{
    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void Tokens_lie_time_first_with_zeros_behind_them()
    {
        var buffer = new SequenceBuffer(new(20, 0));
        foreach (int[] tokens in new int[][] { [1, 2, 3], [], [4, 5, 6, 7, 8, 9, 10, 11, 12] })
        {
            tokens.CopyTo(buffer.AppendTokens(tokens.Length));
            buffer.EndSequence();
        }

        using var scope = torch.NewDisposeScope();
        var batch = SequenceBatch.Create(buffer, [2, 0, 1], torch.CPU);

        CollectionAssert.AreEqual(new long[] { 16, 3 }, batch.Steps.shape, "nine steps, up to a multiple of eight");
        CollectionAssert.AreEqual(new long[] { 9, 3, 0 }, batch.Lengths.data<long>().ToArray());
        Assert.AreEqual(9, batch.LongestLength);
        CollectionAssert.AreEqual(
            new long[] { 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0, 0, 0, 0 }, Sequence(batch, 0).data<long>().ToArray());
        CollectionAssert.AreEqual(
            new long[] { 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, Sequence(batch, 1).data<long>().ToArray());
        Assert.AreEqual(0, Sequence(batch, 2).sum().item<long>());
        int[] lengths = [9, 3, 0];
        CollectionAssert.AreEqual(
            lengths.SelectMany(length => Enumerable.Range(0, 16).Select(t => t < length ? 1f / length : 0)).ToArray(),
            batch.MeanWeights.data<float>().ToArray());
        CollectionAssert.AreEqual(
            lengths.SelectMany(
                length => Enumerable.Range(0, 16).Select(t => t < Math.Max(1, length) ? 0f : float.NegativeInfinity)).ToArray(),
            batch.AttentionMask.data<float>().ToArray());
    }

    [TestMethod]
    public void Numbers_keep_their_channels()
    {
        var buffer = new SequenceBuffer(new(0, 2));
        foreach (float[] values in new float[][] { [1, 2, 3, 4], [5, 6] })
        {
            values.CopyTo(buffer.AppendValues(values.Length));
            buffer.EndSequence();
        }

        using var scope = torch.NewDisposeScope();
        var batch = SequenceBatch.Create(buffer, [0, 1], torch.CPU);
        CollectionAssert.AreEqual(new long[] { 8, 2, 2 }, batch.Steps.shape);
        CollectionAssert.AreEqual(new[] { 1f, 2, 3, 4 }, Sequence(batch, 0)[..2].contiguous().data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 5f, 6, 0, 0 }, Sequence(batch, 1)[..2].contiguous().data<float>().ToArray());
        CollectionAssert.AreEqual(new long[] { 2, 1 }, batch.Lengths.data<long>().ToArray());
    }

    [TestMethod]
    public void Empty_sequences_alone_still_make_a_step()
    {
        var buffer = new SequenceBuffer(new(20, 0));
        buffer.EndSequence();
        using var scope = torch.NewDisposeScope();
        var batch = SequenceBatch.Create(buffer, [0], torch.CPU);
        Assert.IsGreaterThanOrEqualTo(1, batch.Time);
        Assert.AreEqual(0f, batch.MeanWeights.sum().item<float>());
    }

    private static torch.Tensor Sequence(SequenceBatch batch, int index) => batch.Steps.select(1, index).contiguous();
}
