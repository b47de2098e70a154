using CsCheck;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class WeightCountTests
{
    private static readonly Gen<SequenceInput> Input = Gen.OneOf(
        Gen.Int[1, 30].Select(words => new SequenceInput(words, 0)),
        Gen.Int[1, 5].Select(channels => new SequenceInput(0, channels)));

    private static readonly Gen<SequencePooling> Pooling = Gen.Enum<SequencePooling>()
        .Where(pooling => pooling != SequencePooling.First);

    private static readonly Gen<NetworkArchitecture> Recurrent = Gen.Select(
        Gen.Int[0, 2], Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[1, 3], Gen.Bool, Pooling,
        (cell, embedding, hidden, layers, bidirectional, pooling) =>
        {
            RecurrentArchitecture architecture = cell switch
            {
                0 => new LstmArchitecture(),
                1 => new GruArchitecture(),
                _ => new RnnArchitecture(),
            };
            return (NetworkArchitecture)(architecture with
            {
                EmbeddingSize = embedding,
                HiddenSize = hidden,
                NumberOfLayers = layers,
                Bidirectional = bidirectional,
                Pooling = pooling,
            });
        });

    private static readonly Gen<NetworkArchitecture> Transformer = Gen.Select(
        Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 3], Gen.Int[1, 9], Gen.Enum<PositionEncoding>(), Pooling,
        (width, heads, layers, inner, positions, pooling) => (NetworkArchitecture)new TransformerArchitecture
        {
            HiddenSize = 2 * width * heads,
            NumberOfHeads = heads,
            NumberOfLayers = layers,
            FeedForwardSize = inner,
            Positions = positions,
            Pooling = pooling,
            MaximumLength = positions == PositionEncoding.Learned ? 7 : null,
        });

    [TestMethod]
    public void The_weights_are_counted_as_they_are_built()
    {
        SequencesRuntime.Load();
        Gen.Select(Gen.OneOf(Recurrent, Transformer), Input, Gen.Int[1, 4]).Sample(
            (architecture, input, outputs) =>
            {
                using var network = NetworkBuilder.Build(architecture, input, new(outputs), seed: 1);
                var count = architecture.CountWeights(input, new(outputs));
                Assert.AreEqual(network.NumberOfParameters, (long)count.Weights, $"{architecture} of {input}");
                Assert.AreEqual(network.Weights().Count(), count.Tensors, $"{architecture} of {input}");
            },
            iter: 60);
    }

    [TestMethod]
    public void Sizes_of_forged_settings_are_counted_without_an_overflow()
    {
        var count = new LstmArchitecture
        {
            EmbeddingSize = int.MaxValue,
            HiddenSize = int.MaxValue,
            NumberOfLayers = 1000,
            Bidirectional = true,
        }
            .CountWeights(new SequenceInput(int.MaxValue, 0), new(1000));
        Assert.IsTrue(count.Weights > long.MaxValue);
    }
}
