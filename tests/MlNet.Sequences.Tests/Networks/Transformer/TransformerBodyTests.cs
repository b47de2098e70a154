using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
[DoNotParallelize]
public sealed class TransformerBodyTests
{
    private static readonly int[] Empty = [];
    private static readonly int[] Short = [3, 4, 5];
    private static readonly int[] Long = [.. Enumerable.Range(0, 40).Select(i => i % Toy.Vocabulary + 1)];

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow(PositionEncoding.Rotary)]
    [DataRow(PositionEncoding.Sinusoidal)]
    [DataRow(PositionEncoding.Learned)]
    public void The_seed_fixes_the_initial_weights(PositionEncoding positions)
    {
        float[] weights = InitialWeights(positions, seed: 3);
        CollectionAssert.AreEqual(weights, InitialWeights(positions, seed: 3));
        CollectionAssert.AreNotEqual(weights, InitialWeights(positions, seed: 4));
    }

    [TestMethod]
    public void The_states_of_true_steps_come_sequence_by_sequence_and_are_those_that_pooling_reads()
    {
        using var scope = torch.NewDisposeScope();
        using var network = ToyTransformer.Build(ToyTransformer.Options);
        network.eval();
        var batch = ToyTransformer.Batch(Short, Empty, Long);
        var steps = network.Body.Steps(batch);                                          // [3 + 0 + 40, hidden]
        CollectionAssert.AreEqual(new long[] { Short.Length + Long.Length, network.Body.Width }, steps.shape);
        var last = network.Body.Pool(batch, SequencePooling.Last);                      // [3, hidden]
        CollectionAssert.AreEqual(last[0].data<float>().ToArray(), steps[Short.Length - 1].data<float>().ToArray());
        CollectionAssert.AreEqual(last[2].data<float>().ToArray(), steps[^1].data<float>().ToArray());
    }

    [TestMethod]
    [DataRow(PositionEncoding.Rotary)]
    [DataRow(PositionEncoding.Learned)]
    public void Building_leaves_torchs_global_generator_as_it_was(PositionEncoding positions)
    {
        torch.random.manual_seed(11);
        byte[] before = GlobalGenerator.State();
        float[] weights = InitialWeights(positions, seed: 5);
        CollectionAssert.AreEqual(before, GlobalGenerator.State());

        // And what is built does not hang on it.
        torch.random.manual_seed(12);
        CollectionAssert.AreEqual(weights, InitialWeights(positions, seed: 5));
    }

    [TestMethod]
    [DataRow(nameof(TransformerOptions.EmbeddingDropout))]
    [DataRow(nameof(TransformerOptions.ResidualDropout))]
    [DataRow(nameof(TransformerOptions.AttentionDropout))]
    [DataRow(nameof(TransformerOptions.HeadDropout))]
    public void Dropout_draws_anew_in_training_alone_and_leaves_torchs_global_generator_as_it_was(string kind)
    {
        var options = ToyTransformer.Options;
        typeof(TransformerOptions).GetProperty(kind)!.SetValue(options, 0.4);
        using var network = ToyTransformer.Build(options);
        using var without = ToyTransformer.Build(ToyTransformer.Options);
        torch.random.manual_seed(11);
        byte[] before = GlobalGenerator.State();
        network.train();
        float[] first = ToyTransformer.Logits(network, Long), second = ToyTransformer.Logits(network, Long);

        CollectionAssert.AreEqual(before, GlobalGenerator.State());
        CollectionAssert.AreNotEqual(first, second);
        network.eval();
        without.eval();
        float[] scored = ToyTransformer.Logits(network, Long);
        CollectionAssert.AreEqual(scored, ToyTransformer.Logits(network, Long));
        CollectionAssert.AreEqual(scored, ToyTransformer.Logits(without, Long));
    }

    [TestMethod]
    public void Attention_with_next_to_no_dropout_is_the_fused_attention()
    {
        using var scope = torch.NewDisposeScope();
        var options = ToyTransformer.Options;
        using var fused = ToyTransformer.Build(options);
        options.AttentionDropout = 1e-9;
        using var explicitly = ToyTransformer.Build(options);
        foreach (var network in new[] { fused, explicitly })
        {
            network.train();
            network.call(ToyTransformer.Batch(Long, Short, Empty)).sum().backward();
        }

        float[] expected = ToyTransformer.Logits(fused, Long, Short, Empty),
            actual = ToyTransformer.Logits(explicitly, Long, Short, Empty);
        for (int i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], actual[i], 1e-5f);
        foreach (var (theirs, ours) in fused.Weights().Zip(explicitly.Weights()))
        {
            // A norm over embeddings that begin small makes large gradients, so the tolerance goes by the greatest.
            float greatest = theirs.Value.grad!.abs().max().item<float>();
            Assert.IsLessThan(
                1e-5f * Math.Max(1, greatest), (theirs.Value.grad! - ours.Value.grad!).abs().max().item<float>(), theirs.Name);
        }
    }

    // The fused kernel works block by block: lengths on both sides of its blocks, and sequences of which whole blocks are
    // padding.
    [TestMethod]
    [DataRow(8, 2, 1)]
    [DataRow(12, 12, 9)]
    [DataRow(40, 1, 33)]
    [DataRow(24, 4, 257)]
    [DataRow(128, 4, 513)]
    [DataRow(96, 3, 1025)]
    public void Scoring_gives_the_logits_of_plain_attention_whatever_the_sizes(int hidden, int heads, int length)
    {
        var options = ToyTransformer.Options;
        (options.HiddenSize, options.NumberOfHeads, options.Positions) = (hidden, heads, PositionEncoding.Sinusoidal);
        options.AttentionDropout = 1e-9;
        using var network = ToyTransformer.Build(options);
        var buffer = new SequenceBuffer(ToyTransformer.Tokens);
        foreach (int steps in new[] { length, (length + 1) / 2, 1 })
        {
            Enumerable.Range(0, steps).Select(i => i * i % Toy.Vocabulary + 1).ToArray().CopyTo(buffer.AppendTokens(steps));
            buffer.EndSequence();
        }

        network.train();
        using var scope = torch.NewDisposeScope();
        float[] plain = network.call(SequenceBatch.Create(buffer, [0, 1, 2], torch.CPU)).data<float>().ToArray();
        network.eval();
        float[] scored = new float[3];
        LogitScorer.Score(network, buffer, torch.CPU, scored);
        for (int i = 0; i < scored.Length; i++)
            Assert.AreEqual(plain[i], scored[i], 1e-5f);
    }

    [TestMethod]
    [DataRow(SequencePooling.First)]
    [DataRow(SequencePooling.Last)]
    [DataRow(SequencePooling.Max)]
    [DataRow(SequencePooling.Mean)]
    [DataRow(SequencePooling.MeanAndMax)]
    [DataRow(SequencePooling.LastMeanAndMax)]
    public void An_empty_sequence_pools_to_zero_and_changes_no_other(SequencePooling pooling)
    {
        var options = ToyTransformer.Options;
        options.Pooling = pooling;
        using var network = ToyTransformer.Build(options);
        network.eval();
        float bias = 0.25f;
        using (torch.no_grad())
            network.Weights().Single(w => w.Name == "head.bias").Value.fill_(bias);

        float[] both = ToyTransformer.Logits(network, Empty, Short);
        Assert.AreEqual(bias, both[0]);
        Assert.AreEqual(ToyTransformer.Logits(network, Short)[0], both[1], 1e-6f);
        Assert.AreEqual(bias, ToyTransformer.Logits(network, Empty)[0]);
        Assert.AreNotEqual(bias, both[1]);
    }

    [TestMethod]
    public void An_empty_sequence_gives_gradients_that_are_numbers()
    {
        using var scope = torch.NewDisposeScope();
        using var network = ToyTransformer.Build(ToyTransformer.Options);
        network.train();
        network.call(ToyTransformer.Batch(Empty, Short)).sum().backward();
        foreach (var (name, value, _) in network.Weights())
            Assert.IsTrue(value.grad!.isfinite().all().item<bool>(), name);
    }

    [TestMethod]
    [DataRow(PositionEncoding.Rotary)]
    [DataRow(PositionEncoding.Sinusoidal)]
    [DataRow(PositionEncoding.Learned)]
    public void The_order_of_the_steps_counts(PositionEncoding positions)
    {
        var options = ToyTransformer.Options;
        (options.Positions, options.Pooling) = (positions, SequencePooling.Mean);
        using var network = ToyTransformer.Build(options);
        network.eval();
        // As after training: the initial embedding is so small that positions hardly show.
        using (torch.no_grad())
            network.Weights().Single(w => w.Name == "embedding.weight").Value.mul_(20);
        float[] logits = ToyTransformer.Logits(network, Short, [.. Short.Reverse()]);
        Assert.IsGreaterThan(1e-4f, Math.Abs(logits[0] - logits[1]));
    }

    private static float[] InitialWeights(PositionEncoding positions, int seed)
    {
        var options = ToyTransformer.Options;
        options.Positions = positions;
        using var network = ToyTransformer.Build(options, seed);
        return [.. network.Weights().SelectMany(w => w.Value.detach().data<float>().ToArray())];
    }
}
