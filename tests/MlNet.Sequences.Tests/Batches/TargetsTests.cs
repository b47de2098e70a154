using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>What is learned of a sequence: one number, several, or one for each step.</summary>
[TestClass]
public sealed class TargetsTests
{
    private static readonly SequenceInput Input = new(9, 0);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void A_sequence_of_one_number_has_one_target_and_its_weight()
    {
        var (values, weights) = Batch(TargetShape.One, ([1, 2], [3f], 0.5f), ([], [4f], 2f)).Packed.Targets;
        CollectionAssert.AreEqual(new[] { 3f, 4f }, values);
        CollectionAssert.AreEqual(new[] { 0.5f, 2f }, weights);
    }

    [TestMethod]
    public void Several_numbers_stand_side_by_side()
    {
        using var batch = Batch(new TargetShape(2), ([1, 2], [3f, 4f], 0.5f), ([5], [6f, 7f], 1f));
        CollectionAssert.AreEqual(new long[] { 2, 2 }, batch.Targets.shape);
        CollectionAssert.AreEqual(new[] { 3f, 4, 6, 7 }, batch.Targets.data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 0.5f, 1 }, batch.Weights.data<float>().ToArray());
    }

    [TestMethod]
    public void Each_step_has_its_target_and_a_missing_one_counts_nothing()
    {
        using var batch = Batch(
            new TargetShape(1, IsPerStep: true), ([1, 2, 3], [1f, float.NaN, 0f], 0.5f), ([], [], 1f), ([5], [2f], 2f));
        CollectionAssert.AreEqual(new[] { 1f, 0, 0, 2 }, batch.Targets.data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 0.5f, 0, 0.5f, 2 }, batch.Weights.data<float>().ToArray());
        CollectionAssert.AreEqual(new long[] { 4 }, batch.StepPlaces.shape);
    }

    [TestMethod]
    public void A_batch_in_parts_has_the_targets_of_the_whole()
    {
        foreach (var shape in new[] { new TargetShape(2), new TargetShape(1, IsPerStep: true) })
        {
            float[] of(int count) => [.. Enumerable.Range(count, count * shape.Width).Select(i => (float)i)];
            using var whole = Batch(
                shape, ([1, 2, 3], of(shape.AnswersOf(3)), 1f), ([4], of(shape.AnswersOf(1)), 2f),
                ([5, 6], of(shape.AnswersOf(2)), 3f));
            var parts = whole.Split(2).ToArray();
            CollectionAssert.AreEqual(
                whole.Packed.Targets.Values, parts.SelectMany(part => part.Packed.Targets.Values).ToArray());
            CollectionAssert.AreEqual(
                whole.Packed.Targets.Weights, parts.SelectMany(part => part.Packed.Targets.Weights).ToArray());
            foreach (var part in parts)
                part.Dispose();
        }
    }

    [TestMethod]
    public void Steps_that_are_dropped_take_their_targets_along()
    {
        var shape = new TargetShape(1, IsPerStep: true);
        int[] tokens = [.. Enumerable.Range(0, 200).Select(i => (i % 9) + 1)];
        using var batch = Batch(new StepDropout(0.4, 3), shape, (tokens, [.. tokens.Select(token => (float)token)], 1f));
        Assert.IsLessThan(200, batch.Packed.Lengths[0]);
        CollectionAssert.AreEqual(
            batch.Packed.Tokens.Skip(batch.Packed.Starts[0]).Take(batch.Packed.Lengths[0]).Select(token => (float)token)
            .ToArray(),
            batch.Packed.Targets.Values);
    }

    [TestMethod]
    public void Logits_of_each_step_come_in_the_order_of_the_sequences_however_they_are_batched()
    {
        using var scope = torch.NewDisposeScope();
        using var network = NetworkBuilder.Build(Toy.Options.Architecture, Input, new HeadKind(2, IsPerStep: true), seed: 1);
        network.eval();
        var rows = Buffer(
            new TargetShape(1, IsPerStep: true), ([1, 2, 3], [0f, 0, 0], 1f), ([], [], 1f), ([4], [0f], 1f),
            ([5, 6], [0f, 0], 1f));
        var layout = new LogitLayout(rows, network.Head.Kind);
        Assert.AreEqual(2 * 6, layout.Length);
        CollectionAssert.AreEqual(new[] { 0, 6, 6, 8 }, Enumerable.Range(0, 4).Select(layout.StartOf).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0, 0, 0, 2, 2, 3, 3, 3, 3 }, Enumerable.Range(0, layout.Length)
            .Select(layout.SequenceOf).ToArray());
        Assert.AreEqual(2, new LogitLayout(rows, new HeadKind(2)).SequenceOf(5));
        float[] together = new float[layout.Length], alone = new float[layout.Length];
        LogitScorer.Score(network, rows, torch.CPU, together, threads: 2);
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows.LengthOf(i) == 0)
                continue; // TorchSharp reads no empty tensor
            using var one = SequenceBatch.Create(rows, [i], torch.CPU);
            network.call(one).data<float>().ToArray().CopyTo(alone, layout.StartOf(i));
        }

        for (int i = 0; i < alone.Length; i++)
            Assert.AreEqual(alone[i], together[i], 1e-6f, $"logit {i}");
    }

    private static SequenceBatch Batch(TargetShape shape, params (int[] Tokens, float[] Targets, float Weight)[] sequences) =>
        Batch(default, shape, sequences);

    private static SequenceBatch Batch(
        StepDropout dropout, TargetShape shape, params (int[] Tokens, float[] Targets, float Weight)[] sequences) =>
        SequenceBatch.Create(Buffer(shape, sequences), [.. Enumerable.Range(0, sequences.Length)], torch.CPU, dropout);

    private static SequenceBuffer Buffer(TargetShape shape, params (int[] Tokens, float[] Targets, float Weight)[] sequences)
    {
        var buffer = new SequenceBuffer(Input, shape);
        foreach (var (tokens, targets, weight) in sequences)
        {
            tokens.CopyTo(buffer.AppendTokens(tokens.Length));
            buffer.EndSequence(targets, weight);
        }

        return buffer;
    }
}
