using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>Scoring with our own kernels: the same numbers in any batch, with or without a projected vocabulary.</summary>
[TestClass]
public sealed class FusedScoringTests : FusedNetworkFixture
{
    [TestMethod]
    [DynamicData(nameof(AllKernels), typeof(FusedNetworkFixture))]
    public void A_sequence_scores_the_same_to_the_last_bit_alone_and_in_any_batch(string name)
    {
        using var scope = torch.NewDisposeScope();
        var input = new SequenceInput(Vocabulary, 0);
        var options = Options(name);
        options.HiddenSize = 32;
        foreach (bool frozen in new[] { false, true })
        {
            using var network = Build(options, input);
            ((RecurrentBody)network.Body).Kernel = Kernels[name]();
            network.eval();
            if (frozen)
                network.Body.Freeze();
            var buffer = Sequences(input, [7, 0, 12, 3, 12, 1, 9]);
            float[] together = Logits(network, buffer, [0, 1, 2, 3, 4, 5, 6]);
            for (int i = 0; i < buffer.Count; i++)
                Assert.AreEqual(together[i], Logits(network, buffer, [i])[0], frozen ? 0 : 1e-6f, $"sequence {i}");
        }
    }

    [TestMethod]
    public void Scores_of_a_projected_vocabulary_are_those_without_it()
    {
        using var scope = torch.NewDisposeScope();
        var input = new SequenceInput(Vocabulary, 0);
        foreach (RecurrentOptions options in new RecurrentOptions[] { new LstmOptions(), new GruOptions(), new RnnOptions() })
        {
            (options.HiddenSize, options.Bidirectional) = (8, true);
            using var network = Build(options, input);
            network.eval();
            var buffer = Sequences(input, [7, 0, 12, 3]);
            float[] before = Logits(network, buffer, [0, 1, 2, 3]);
            network.Body.Freeze();
            float[] after = Logits(network, buffer, [0, 1, 2, 3]);
            for (int i = 0; i < before.Length; i++)
                Assert.AreEqual(before[i], after[i], 1e-6f);
        }
    }
}
