using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences.Tests;

/// <summary>The head of a language model against torch's own operators.</summary>
[TestClass]
public sealed class LanguageModelHeadTests
{
    private const float Tolerance = 1e-5f;
    private const int Vocabulary = 20;

    private static readonly SequenceInput Tokens = new(Vocabulary, Channels: 0);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

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

    [TestMethod]
    public void Training_starts_from_how_often_each_token_occurs()
    {
        using var scope = torch.NewDisposeScope();
        using var built = NetworkBuilder.Build(Architecture("lstm", 5), Tokens, Head(negatives: 9), seed: 1);
        float[] probabilities = built.Weights().Single(w => w.Name == "head.bias").Value.exp().data<float>().ToArray();
        // Occurrences are 40, 39, ..., 21, and each token is taken to occur once more.
        Assert.AreEqual(1, probabilities.Sum(), 1e-5);
        Assert.AreEqual(41.0 / 22, probabilities[0] / probabilities[^1], 1e-5);
    }

    [TestMethod]
    [DataRow("lstm", 0)]
    [DataRow("gru", 0)]
    [DataRow("bidirectional lstm", 0)]
    [DataRow("bidirectional lstm", 1)]
    [DataRow("bidirectional rnn", 1)]
    [DataRow("two lstm layers", 0)]
    public void A_state_has_not_read_the_token_that_it_predicts(string network, int direction)
    {
        using var scope = torch.NewDisposeScope();
        using var built = Build(network, 5, bound: 1);
        built.eval();
        int[] tokens = [3, 8, 2, 17, 5, 11];
        for (int place = 1 - direction; place < tokens.Length - direction; place++)
        {
            // If the logits were not the same whatever stands there, the probabilities would not add up to 1.
            double sum = 0;
            for (int token = 1; token <= Vocabulary; token++)
            {
                tokens[place] = token;
                var losses = Losses(built, tokens);                                             // [directions, steps]
                sum += Math.Exp(-losses[direction][place - 1 + (2 * direction)].item<float>());
            }

            Assert.AreEqual(1, sum, 1e-4, $"place {place}");
        }
    }

    [TestMethod]
    [DataRow("lstm", 16, "head.bias")]
    [DataRow("lstm", 5, "head.bias head.projection.weight head.projection.bias")]
    [DataRow(
        "bidirectional lstm", 5,
        "head.bias head.projection.weight head.projection.bias head.projection_reverse.weight head.projection_reverse.bias")]
    public void The_weights_are_counted_and_saved_without_the_table(string network, int embedding, string expected)
    {
        using var scope = torch.NewDisposeScope();
        using var built = Build(network, embedding, seed: 1);
        var weights = built.Weights().ToArray();
        Assert.AreEqual(expected, string.Join(' ', weights.Where(w => w.Part == NetworkPart.Head).Select(w => w.Name)));
        var count = Architecture(network, embedding).CountWeights(Tokens, Head());
        Assert.AreEqual(built.NumberOfParameters, (long)count.Weights);
        Assert.AreEqual(weights.Length, count.Tensors);
        Assert.AreEqual(Head(), built.Head.Kind);

        byte[] saved = SafeTensors.Write([.. weights.Select(w => (w.Name, (torch.Tensor)w.Value))]);
        using var loaded = Build(network, embedding, seed: 2);
        loaded.LoadWeights(SafeTensors.Read(saved));
        var buffer = Sequences([7, 1, 2, 12]);
        CollectionAssert.AreEqual(Score(built, buffer, [0, 2, 3]), Score(loaded, buffer, [0, 2, 3]));
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("bidirectional gru")]
    [DataRow("masked two bidirectional lstm")]
    public void A_sequence_scores_the_same_to_the_last_bit_alone_and_in_any_batch(string network)
    {
        using var scope = torch.NewDisposeScope();
        using var built = Build(network, 5);
        var buffer = Sequences([7, 3, 12]);
        float[] alone = [.. Score(built, buffer, [0]), .. Score(built, buffer, [1]), .. Score(built, buffer, [2])];
        CollectionAssert.AreEqual(alone, Score(built, buffer, [0, 1, 2]));
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("masked bidirectional lstm")]
    [DataRow("transformer")]
    public void A_text_of_one_token_predicts_none_and_scores_nothing(string network)
    {
        using var scope = torch.NewDisposeScope();
        using var built = Build(network, 5);
        float[] scores = Score(built, Sequences([1, 4, 0]), [0, 1, 2]);
        Assert.IsTrue(float.IsNaN(scores[0]) && float.IsFinite(scores[1]) && float.IsNaN(scores[2]), string.Join(' ', scores));
        Assert.IsTrue(Score(built, Sequences([1, 0]), [0, 1]).All(float.IsNaN));
        if (network == "transformer")
            return;
        ((RecurrentBody)built.Body).Kernel = null;
        float[] byTorch = Score(built, Sequences([1, 4, 0]), [0, 1, 2]);
        Assert.AreEqual(scores[1], byTorch[1], Tolerance);
        Assert.IsTrue(float.IsNaN(byTorch[0]) && float.IsNaN(byTorch[2]));
    }

    [TestMethod]
    public void Numbers_other_tokens_and_states_that_have_read_all_have_no_such_head()
    {
        Assert.Contains("each of the embedding's 0 tokens", Fails(new SequenceInput(0, 2), "lstm"));
        Assert.Contains("each of the embedding's 9 tokens; received 20", Fails(new SequenceInput(9, 0), "lstm"));
        Assert.Contains("transformer can't predict neighbors: its states have read them", Fails(Tokens, "transformer"));

        static string Fails(SequenceInput input, string network) => Assert.ThrowsExactly<InvalidDataException>(
            () => NetworkBuilder.Build(Architecture(network, 5), input, Head(), seed: 1)).Message;
    }

    private static HeadKind HeadOf(string network, int negatives = 0)
    {
        var head = Head(negatives);
        return network == "transformer" || network.Contains("masked", StringComparison.Ordinal)
            ? head with { Language = head.Language! with { MaskedFraction = 0.3 } }
            : head;
    }

    private static HeadKind Head(int negatives = 0) => new(1, Language: new(Vocabulary, negatives)
    {
        Counts = negatives == 0 ? null : [.. Enumerable.Range(0, Vocabulary).Select(i => 40L - i)],
    });

    private static NetworkArchitecture Architecture(string network, int embedding)
    {
        if (network == "transformer")
            return ToyTransformer.Options.Architecture.FitTo(40);
        RecurrentOptions options = network.Split(' ')[^1] switch
        {
            "gru" => new GruOptions(),
            "rnn" => new RnnOptions(),
            _ => new LstmOptions(),
        };
        (options.HiddenSize, options.EmbeddingSize) = (16, embedding);
        options.Bidirectional = network.Contains("bidirectional", StringComparison.Ordinal);
        options.NumberOfLayers = network.Contains("two", StringComparison.Ordinal) ? 2 : 1;
        return options.Architecture;
    }

    private static SequenceNetwork Build(string network, int embedding, int seed = 1, int negatives = 0, double bound = 0.5)
    {
        var built = NetworkBuilder.Build(Architecture(network, embedding), Tokens, HeadOf(network, negatives), seed);
        // Biases and the table are small at first, and would hide a mistake.
        using var random = new NetworkRandom(seed + 5);
        foreach (var parameter in built.Head.parameters().Concat(built.Body.Input.Module.parameters()))
            random.FillUniform(parameter, bound);
        using (torch.no_grad())
            ((Embedding)built.Body.Input.Module).weight![0].zero_();
        if (network.StartsWith("torch", StringComparison.Ordinal))
            ((RecurrentBody)built.Body).Kernel = null;
        return built;
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

    private static torch.Tensor Losses(SequenceNetwork network, int[] tokens)
    {
        var buffer = new SequenceBuffer(Tokens);
        tokens.CopyTo(buffer.AppendTokens(tokens.Length));
        buffer.EndSequence();
        var head = (LanguageModelHead)network.Head;
        using var noGradient = torch.no_grad();
        var batch = Batch(buffer, [0]);
        return head.Losses(network.Body, batch, NextTokens.Of(batch.Packed, head.Directions));
    }

    private static float[] Score(SequenceNetwork network, SequenceBuffer buffer, int[] rows)
    {
        network.eval();
        using var noGradient = torch.no_grad();
        return [.. network.call(Batch(buffer, rows)).data<float>()];
    }

    private static SequenceBatch Batch(SequenceBuffer buffer, int[] rows) => SequenceBatch.Create(buffer, rows, torch.CPU);

    private static SequenceBuffer Sequences(int[] lengths, int seed = 1)
    {
        var random = new Random(seed);
        var buffer = new SequenceBuffer(Tokens);
        foreach (int length in lengths)
        {
            foreach (ref int token in buffer.AppendTokens(length))
                token = random.Next(1, Vocabulary + 1);
            buffer.EndSequence(0, weight: length + 1);
        }

        return buffer;
    }

    private static void AssertClose(torch.Tensor expected, torch.Tensor actual, string what)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape, what);
        Assert.AreEqual(0, (expected - actual).abs().max().item<float>(), Tolerance * 10, what);
    }
}
