using CsCheck;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>What a GPU computes where most steps are padding, against the same of padded steps.</summary>
[TestClass]
public sealed class PackedStepsTests
{
    private static readonly SequenceInput Input = new(VocabularySize: 20, Channels: 0);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("gru")]
    [DataRow("rnn")]
    public void Packed_and_padded_steps_give_the_same_logits_and_gradients(string cell) =>
        Gen.Select(
            Gen.Int[0, 12].Array[1, 8], Gen.Int[1, 2], Gen.Bool,
            Gen.Enum<SequencePooling>().Where(p => p != SequencePooling.First)).Sample(
            (lengths, layers, bidirectional, pooling) =>
            {
                using var scope = torch.NewDisposeScope();
                RecurrentOptions options = cell switch
                {
                    "lstm" => Toy.Recurrent<LstmOptions>(),
                    "gru" => Toy.Recurrent<GruOptions>(),
                    _ => Toy.Recurrent<RnnOptions>(),
                };
                (options.NumberOfLayers, options.Bidirectional, options.Pooling) = (layers, bidirectional, pooling);
                using var packed = Build(options, packs: true);
                using var padded = Build(options, packs: false);
                var rows = Rows(lengths);
                AssertClose(Run(padded, rows), Run(packed, rows), "logits");
                foreach (var (expected, actual) in padded.Weights().Zip(packed.Weights()))
                    AssertClose(expected.Value.grad!, actual.Value.grad!, expected.Name);
            },
            iter: 25);

    [TestMethod]
    public void A_CPU_never_packs()
    {
        using var batch = SequenceBatch.Create(Rows([1, 100]), [0, 1], torch.CPU);
        Assert.IsFalse(PackedSteps.Pays(batch));
    }

    private static SequenceNetwork Build(RecurrentOptions options, bool packs)
    {
        var network = NetworkBuilder.Build(options.Architecture, Input, head: new(1), seed: 1);
        var body = (RecurrentBody)network.Body;
        body.Kernel = null;
        body.Layers.Packs = _ => packs;
        network.train();
        return network;
    }

    private static torch.Tensor Run(SequenceNetwork network, SequenceBuffer rows)
    {
        using var batch = SequenceBatch.Create(rows, [.. Enumerable.Range(0, rows.Count)], torch.CPU);
        var logits = network.call(batch);
        network.Backward((logits * torch.arange(1, rows.Count + 1).unsqueeze(1)).sum());
        return logits.detach();
    }

    private static SequenceBuffer Rows(int[] lengths)
    {
        var rows = new SequenceBuffer(Input);
        var random = new Random(lengths.Length);
        foreach (int length in lengths)
        {
            foreach (ref int token in rows.AppendTokens(length))
                token = random.Next(1, 21);
            rows.EndSequence();
        }

        return rows;
    }

    private static void AssertClose(torch.Tensor expected, torch.Tensor actual, string what) =>
        Assert.AreEqual(0, (expected - actual).abs().max().item<float>(), 1e-5f, what);
}
