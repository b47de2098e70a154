using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>The losses and gradients of a language model's head against torch's own operators.</summary>
[TestClass]
public sealed class LanguageModelHeadParityTests : LanguageModelHeadFixture
{
    [TestMethod]
    [DataRow("lstm", 16, DisplayName = "states as wide as the vectors")]
    [DataRow("lstm", 5, DisplayName = "states that are projected")]
    [DataRow("bidirectional lstm", 5)]
    [DataRow("bidirectional lstm", 16)]
    [DataRow("gru", 5)]
    [DataRow("rnn", 16)]
    [DataRow("torch's bidirectional lstm", 5)]
    public void Losses_and_gradients_of_the_whole_softmax_are_those_of_torch(string network, int embedding)
    {
        using var scope = torch.NewDisposeScope();
        using var ours = Build(network, embedding);
        using var plain = Build(network, embedding);
        ((RecurrentBody)plain.Body).Kernel = null;
        var buffer = Sequences([7, 2, 1, 12]);

        // Two batches, whose gradients are added up, as those of one step may be.
        for (int pass = 0; pass < 2; pass++)
            AssertClose(RunPlain(plain, buffer), Run(ours, buffer), "losses");
        foreach (var (own, expected) in ours.Weights().Zip(plain.Weights()))
            AssertClose(expected.Value.grad!, own.Value.grad!, own.Name);
        Assert.AreEqual(
            0, ours.Body.Input.Weights().Single().Value.grad![0].abs().max().item<float>(), "padding is not learned");
    }

    [TestMethod]
    [DataRow("transformer", 8)]
    [DataRow("masked bidirectional lstm", 5)]
    [DataRow("masked two bidirectional gru", 32, DisplayName = "states as wide as the vectors, of two layers")]
    public void Losses_and_gradients_of_masked_tokens_are_those_of_torch(string network, int embedding)
    {
        using var scope = torch.NewDisposeScope();
        using var ours = Build(network, embedding);
        using var plain = Build(network, embedding);
        if (plain.Body is RecurrentBody recurrent)
            recurrent.Kernel = null;
        var buffer = Sequences([7, 2, 1, 12, 30]);
        AssertClose(RunMasked(plain, buffer), Run(ours, buffer), "losses");
        foreach (var (own, expected) in ours.Weights().Zip(plain.Weights()))
            AssertClose(expected.Value.grad!, own.Value.grad!, own.Name);
    }

    [TestMethod]
    [DataRow("lstm", 5, 0)]
    [DataRow("torch's lstm", 5, 0)]
    [DataRow("torch's bidirectional lstm", 5, 9)]
    [DataRow("transformer", 8, 0)]
    [DataRow("transformer", 8, 9)]
    public void The_gradients_of_a_step_do_not_depend_on_steps_before_it(string network, int embedding, int negatives)
    {
        using var scope = torch.NewDisposeScope();
        using var used = Build(network, embedding, negatives: negatives);
        using var fresh = Build(network, embedding, negatives: negatives);
        Run(used, Sequences([3, 9, 4], seed: 2), number: 1);
        foreach (var weight in used.Weights())
            weight.Value.grad = null;
        Run(used, Sequences([7, 2]));
        Run(fresh, Sequences([7, 2]));
        foreach (var (own, expected) in used.Weights().Zip(fresh.Weights()))
            AssertClose(expected.Value.grad!, own.Value.grad!, own.Name);
    }

    [TestMethod]
    [DataRow("bidirectional lstm", 5)]
    [DataRow("masked bidirectional lstm", 5)]
    public void The_gradients_of_sampled_softmaxes_are_on_average_those_of_the_whole_one(string network, int embedding)
    {
        using var scope = torch.NewDisposeScope();
        // Small logits, where the estimate is nearly without bias.
        using var whole = Build(network, embedding, bound: 0.1);
        using var sampled = Build(network, embedding, negatives: 9, bound: 0.1);
        Assert.IsFalse(((LanguageModelHead)sampled.Head).Kind.Language!.IsWhole);
        var buffer = Sequences([7, 2, 12]);
        const int Draws = 2_000;
        // Masks differ from batch to batch, as the samples do.
        int different = network.StartsWith("masked", StringComparison.Ordinal) ? Draws : 1;
        for (int i = 0; i < different; i++)
            Run(whole, buffer, number: i);
        for (int i = 0; i < Draws; i++)
            Run(sampled, buffer, number: i);
        foreach (var (own, expected) in sampled.Weights().Zip(whole.Weights()))
        {
            var (mean, right) = (own.Value.grad!.DividedBy(Draws), expected.Value.grad!.DividedBy(different));
            Assert.AreEqual(0, ((mean - right).norm() / right.norm()).item<float>(), 0.1, own.Name);
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(9)]
    public void Products_in_less_than_float32_give_nearly_the_same(int negatives)
    {
        using var scope = torch.NewDisposeScope();
        using var exact = Build("torch's lstm", 5, negatives: negatives);
        using var rough = Build("torch's lstm", 5, negatives: negatives);
        var buffer = Sequences([7, 2, 12]);
        var expected = Run(exact, buffer);
        using (new AutocastScope(DeviceType.CPU))
            Assert.AreEqual(0, (Run(rough, buffer) - expected).abs().max().item<float>(), 0.1);
        foreach (var (own, other) in rough.Weights().Zip(exact.Weights()))
            Assert.AreEqual(
                0, ((own.Value.grad! - other.Value.grad!).norm() / other.Value.grad!.norm()).item<float>(), 0.1, own.Name);
    }

    // The losses of the sequences, and the gradients of their weighted sum.
    private static torch.Tensor Run(SequenceNetwork network, SequenceBuffer buffer, int number = 0)
    {
        using var scope = torch.NewDisposeScope();
        network.train();
        network.Random.MoveTo(number);
        var batch = Batch(buffer, [.. Enumerable.Range(0, buffer.Count)]);
        var answers = network.call(batch);                                                        // [batch, 1]
        var isKnown = answers.detach().isnan().logical_not();
        network.Backward(torch.where(isKnown.squeeze(1), answers.squeeze(1) * batch.Weights, torch.zeros(buffer.Count)).sum());
        return answers.detach().squeeze(1).nan_to_num().MoveToOuterDisposeScope();
    }

    // Without a head of ours: states, projections, the rows of the table, the bias, all in torch's graph.
    private static torch.Tensor RunPlain(SequenceNetwork network, SequenceBuffer buffer)
    {
        network.train();
        network.Random.MoveTo(0);
        var weights = network.Weights().ToDictionary(w => w.Name, w => (torch.Tensor)w.Value);
        var batch = Batch(buffer, [.. Enumerable.Range(0, buffer.Count)]);
        var all = network.Body.call(batch).transpose(0, 1);                                      // [batch, time, width]
        int directions = (int)all.shape[2] / 16;
        var losses = new List<torch.Tensor>();
        for (int i = 0; i < buffer.Count; i++)
        {
            int length = buffer.LengthOf(i);
            if (length < 2)
            {
                losses.Add(torch.zeros([]));
                continue;
            }

            long[] tokens = [.. buffer.TokensOf(i).ToArray().Select(token => token - 1L)];
            var parts = Enumerable.Range(0, directions).Select(d =>
            {
                var states = all[i].narrow(0, d, length - 1).narrow(1, d * 16, 16);
                if (weights.TryGetValue(d == 0 ? "head.projection.weight" : "head.projection_reverse.weight", out var matrix))
                    states = states.matmul(matrix.t())
                        .add(weights[d == 0 ? "head.projection.bias" : "head.projection_reverse.bias"]);
                var logits = states.matmul(weights["embedding.weight"].narrow(0, 1, Vocabulary).t()).add(weights["head.bias"]);
                return torch.nn.functional.cross_entropy(logits, torch.tensor(d == 0 ? tokens[1..] : tokens[..^1]));
            });
            losses.Add(torch.stack([.. parts]).mean());
        }

        var means = torch.stack(losses);
        (means * batch.Weights).sum().backward();
        return means.detach();
    }

    // Without a head of ours: the states of the masked tokens, projections, the rows of the table, the bias.
    private static torch.Tensor RunMasked(SequenceNetwork network, SequenceBuffer buffer)
    {
        network.train();
        network.Random.MoveTo(0);
        var weights = network.Weights().ToDictionary(w => w.Name, w => (torch.Tensor)w.Value);
        var batch = Batch(buffer, [.. Enumerable.Range(0, buffer.Count)]);
        var masked = MaskedTokens.Of(batch.Packed, network.Head.Kind.Language!, network.Random.NextSeed());
        var read = masked.Hide(batch);
        Assert.IsTrue(read.Packed.Tokens.AsSpan(0, read.Packed.Rows).Count(0) > buffer.Count + 1);
        var all = network.Body.call(read).transpose(0, 1);                                       // [batch, time, width]
        var losses = torch.zeros(buffer.Count);
        int[] starts = [.. buffer.Lengths().Select((_, i) => buffer.Lengths()[..i].Sum())];
        for (int n = 0; n < masked.Targets.Length; n++)
        {
            int sequence = masked.Sequences[n];
            long step = masked.Places[n] - starts[sequence];
            Assert.AreEqual(buffer.TokensOf(sequence)[(int)step], (int)masked.Targets[n]);
            var state = all[sequence][step].unsqueeze(0);
            if (weights.TryGetValue("head.projection.weight", out var matrix))
                state = state.matmul(matrix.t()).add(weights["head.projection.bias"]);
            var logits = state.matmul(weights["embedding.weight"].narrow(0, 1, Vocabulary).t()).add(weights["head.bias"]);
            var loss = torch.nn.functional.cross_entropy(logits, torch.tensor([masked.Targets[n] - 1]));
            using var place = torch.tensor([(long)sequence]);
            losses = losses.index_add(0, place, loss.div(masked.Counts[sequence]).unsqueeze(0), 1);
        }

        (losses * batch.Weights).sum().backward();
        return losses.detach();
    }

    private static void AssertClose(torch.Tensor expected, torch.Tensor actual, string what)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape, what);
        Assert.AreEqual(0, (expected - actual).abs().max().item<float>(), Tolerance * 10, what);
    }
}
