using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences.Tests;

/// <summary>A head that answers each step with a token, by the weights of the embedding, against torch's own operators.</summary>
[TestClass]
public sealed class TiedStepHeadTests
{
    private const float Tolerance = 1e-5f;
    private const int Vocabulary = 20;

    private static readonly SequenceInput Tokens = new(Vocabulary, Channels: 0);

    private static readonly HeadKind Head = new(Vocabulary, IsPerStep: true, IsTied: true);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow("lstm", 16, DisplayName = "own kernels, states as wide as the vectors")]
    [DataRow("lstm", 5, DisplayName = "own kernels, states that are projected")]
    [DataRow("gru", 5)]
    [DataRow("rnn", 16)]
    [DataRow("torch's lstm", 5)]
    [DataRow("transformer", 8)]
    public void Logits_loss_and_gradients_are_those_of_torch(string network, int embedding)
    {
        using var scope = torch.NewDisposeScope();
        using var ours = Build(network, embedding);
        using var plain = Build(network, embedding);
        if (plain.Body is RecurrentBody recurrent)
            recurrent.Kernel = null;
        var buffer = Sequences([7, 0, 1, 12]);
        var next = torch.tensor([.. Enumerable.Range(0, 20).Select(step => step * 7L % Vocabulary)]);

        // Two batches, whose gradients are added up, as those of one step may be.
        for (int pass = 0; pass < 2; pass++)
        {
            var (logits, loss) = Run(ours, buffer, next);
            var (expectedLogits, expectedLoss) = RunPlain(plain, buffer, next);
            AssertClose(expectedLogits, logits, "logits");
            AssertClose(expectedLoss, loss, "loss");
        }

        foreach (var (own, expected) in ours.Weights().Zip(plain.Weights()))
            AssertClose(expected.Value.grad!, own.Value.grad!, own.Name);
        var table = ours.Body.Input.Weights().Single().Value.grad!;
        Assert.AreEqual(0, table[0].abs().max().item<float>(), "padding is not learned");
        Assert.IsTrue(table.abs().sum(1).data<float>().ToArray().Skip(1).All(sum => sum > 0), "every token is in the logits");
    }

    [TestMethod]
    [DataRow(16, "embedding.weight head.bias")]
    [DataRow(5, "embedding.weight head.projection.weight head.projection.bias head.bias")]
    public void The_table_is_counted_and_saved_once(int embedding, string expected)
    {
        using var scope = torch.NewDisposeScope();
        using var network = Build("lstm", embedding, seed: 1);
        var weights = network.Weights().ToArray();
        Assert.AreEqual(
            expected, string.Join(' ', weights.Where(w => w.Part != NetworkPart.Body).Select(w => w.Name)));
        var count = Architecture("lstm", embedding).CountWeights(Tokens, Head);
        Assert.AreEqual(network.NumberOfParameters, (long)count.Weights);
        Assert.AreEqual(weights.Length, count.Tensors);
        Assert.AreEqual(Head, network.Head.Kind);

        // Other first weights, and then the saved ones.
        byte[] saved = SafeTensors.Write([.. weights.Select(w => (w.Name, (torch.Tensor)w.Value))]);
        using var loaded = Build("lstm", embedding, seed: 2);
        loaded.LoadWeights(SafeTensors.Read(saved));
        var buffer = Sequences([7, 0, 1, 12]);
        network.eval();
        loaded.eval();
        CollectionAssert.AreEqual(Score(network, buffer, [0, 2, 3]), Score(loaded, buffer, [0, 2, 3]));
    }

    [TestMethod]
    public void A_sequence_scores_the_same_to_the_last_bit_alone_and_in_any_batch()
    {
        using var scope = torch.NewDisposeScope();
        using var network = Build("lstm", 5);
        network.eval();
        network.Body.Freeze();
        var buffer = Sequences([7, 3, 12]);
        float[] alone = [.. Score(network, buffer, [0]), .. Score(network, buffer, [1]), .. Score(network, buffer, [2])];
        CollectionAssert.AreEqual(alone, Score(network, buffer, [0, 1, 2]));
    }

    [TestMethod]
    public void The_next_word_is_learned()
    {
        // Each token is followed by the next one.
        using var scope = torch.NewDisposeScope();
        using var network = Build("lstm", 5);
        var buffer = new SequenceBuffer(Tokens);
        for (int first = 0; first < 8; first++)
        {
            var tokens = buffer.AppendTokens(6);
            for (int step = 0; step < tokens.Length; step++)
                tokens[step] = ((first + step) % 8) + 1;
            buffer.EndSequence();
        }

        // The class of a token is its key less 1, so that of the next one is the key.
        var next = torch.tensor([.. Enumerable.Range(0, buffer.Count).SelectMany(i => Next(buffer.TokensOf(i).ToArray()))]);
        using var optimizer = Optimizer.Create(
            new LstmOptions { LearningRate = 0.02, Optimizer = SequenceOptimizer.Adam }, [.. network.Weights()]);
        float first1 = 0, last = 0;
        for (int step = 0; step < 120; step++)
        {
            optimizer.ForgetGradients();
            last = Run(network, buffer, next).Loss.item<float>() / 48;
            first1 = step == 0 ? last : first1;
            foreach (var weight in network.Weights())
                weight.Value.grad!.div_(torch.tensor(48f));
            optimizer.Step(_ => 0.02);
        }

        Assert.AreEqual(Math.Log(Vocabulary), first1, 0.1);
        Assert.IsLessThan(0.2f, last);

        static IEnumerable<long> Next(int[] tokens) => tokens.Select(token => (long)(token % 8));
    }

    [TestMethod]
    public void Numbers_and_other_tokens_have_no_such_head()
    {
        var failure = Assert.ThrowsExactly<InvalidDataException>(
            () => NetworkBuilder.Build(Architecture("lstm", 5), new SequenceInput(0, 2), Head, seed: 1));
        Assert.Contains("an output for each of its", failure.Message);
        failure = Assert.ThrowsExactly<InvalidDataException>(
            () => NetworkBuilder.Build(Architecture("lstm", 5), new SequenceInput(9, 0), Head, seed: 1));
        Assert.Contains("each of its 9 tokens; received 20", failure.Message);
    }

    private static NetworkArchitecture Architecture(string network, int embedding) => network switch
    {
        "transformer" => ToyTransformer.Options.Architecture.FitTo(40),
        "gru" => new GruOptions { HiddenSize = 16, EmbeddingSize = embedding }.Architecture,
        "rnn" => new RnnOptions { HiddenSize = 16, EmbeddingSize = embedding, Bidirectional = true }.Architecture,
        _ => new LstmOptions { HiddenSize = 16, EmbeddingSize = embedding }.Architecture,
    };

    private static SequenceNetwork Build(string network, int embedding, int seed = 1)
    {
        var built = NetworkBuilder.Build(Architecture(network, embedding), Tokens, Head, seed);
        // Biases and the table are small at first, and would hide a mistake.
        using var random = new NetworkRandom(seed + 5);
        foreach (var parameter in built.Head.parameters().Concat(built.Body.Input.Module.parameters()))
            random.FillUniform(parameter, 0.5);
        using (torch.no_grad())
            ((Embedding)built.Body.Input.Module).weight![0].zero_();
        if (network.StartsWith("torch", StringComparison.Ordinal))
            ((RecurrentBody)built.Body).Kernel = null;
        return built;
    }

    private static (torch.Tensor Logits, torch.Tensor Loss) Run(SequenceNetwork network, SequenceBuffer buffer, torch.Tensor next)
    {
        network.train();
        network.Random.MoveTo(0);
        var logits = network.call(Batch(buffer, [.. Enumerable.Range(0, buffer.Count)]));                 // [steps, tokens]
        var loss = torch.nn.functional.cross_entropy(logits, next, reduction: torch.nn.Reduction.Sum);
        network.Backward(loss);
        return (logits.detach(), loss.detach());
    }

    // Without a head of ours: states, projection, the rows of the table, the bias, all in torch's graph.
    private static (torch.Tensor Logits, torch.Tensor Loss) RunPlain(
        SequenceNetwork network, SequenceBuffer buffer, torch.Tensor next)
    {
        network.train();
        network.Random.MoveTo(0);
        var weights = network.Weights().ToDictionary(w => w.Name, w => (torch.Tensor)w.Value);
        var batch = Batch(buffer, [.. Enumerable.Range(0, buffer.Count)]);
        var all = network.Body.call(batch).transpose(0, 1);                                               // [batch, time, width]
        var states = torch.cat([.. Enumerable.Range(0, buffer.Count).Select(i => all[i].narrow(0, 0, buffer.LengthOf(i)))]);
        if (weights.TryGetValue("head.projection.weight", out var projection))
            states = states.matmul(projection.t()).add(weights["head.projection.bias"]);
        var logits =
            torch.einsum("sw,vw->sv", states, weights["embedding.weight"]).narrow(1, 1, Vocabulary).add(weights["head.bias"]);
        var loss = torch.nn.functional.cross_entropy(logits, next, reduction: torch.nn.Reduction.Sum);
        loss.backward();
        return (logits.detach(), loss.detach());
    }

    private static float[] Score(SequenceNetwork network, SequenceBuffer buffer, int[] rows) =>
        network.call(Batch(buffer, rows)).data<float>().ToArray();

    private static SequenceBatch Batch(SequenceBuffer buffer, int[] rows) => SequenceBatch.Create(buffer, rows, torch.CPU);

    private static SequenceBuffer Sequences(int[] lengths)
    {
        var random = new Random(1);
        var buffer = new SequenceBuffer(Tokens);
        foreach (int length in lengths)
        {
            foreach (ref int token in buffer.AppendTokens(length))
                token = random.Next(1, Vocabulary + 1);
            buffer.EndSequence();
        }

        return buffer;
    }

    private static void AssertClose(torch.Tensor expected, torch.Tensor actual, string what)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape, what);
        Assert.AreEqual(0, (expected - actual).abs().max().item<float>(), Tolerance, what);
    }
}
