using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>What the head of a language model predicts, and its weights.</summary>
[TestClass]
public sealed class LanguageModelHeadTests : LanguageModelHeadFixture
{
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
}
