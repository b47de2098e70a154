using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Gradients of logits with respect to the vectors of tokens.</summary>
[TestClass]
public sealed class VectorNetworkTests
{
    private const float Step = 0.003f;

    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow("torch's lstm")]
    [DataRow("own lstm")]
    [DataRow("own gru")]
    [DataRow("transformer, rotary")]
    [DataRow("transformer, sinusoidal")]
    public void Gradients_are_finite_differences_whatever_the_length(string network)
    {
        using var model = Toy.Trainer(_mlContext, ToyTask.Binary, OptionsOf(network)).Fit(Toy.Tokens(_mlContext, 60));
        var trained = ((ITrainedModel)model).Network;
        using var vectorNetwork = VectorNetwork.Of(trained);
        foreach (int[] tokens in (int[][])[[6], [6, 7, 8], [6, 7, 5, 9, 10, 11, 12, 13, 14, 15, 16]])
        {
            float[] vectors = VectorNetwork.VectorsOf(trained, tokens), differences = new float[vectors.Length];
            float[] gradients = Differentiate(vectors, [1], out _);
            for (int i = 0; i < vectors.Length; i++)
            {
                Differentiate([.. Moved(i, Step), .. Moved(i, -Step)], [0, 0], out float[] logits);
                differences[i] = (logits[0] - logits[1]) / (2 * Step);
            }

            double tolerance = 0.01 * differences.Max(Math.Abs);
            Assert.IsGreaterThan(0, tolerance);
            for (int i = 0; i < vectors.Length; i++)
                Assert.AreEqual(differences[i], gradients[i], tolerance, $"{tokens.Length} tokens, number {i}");

            float[] Moved(int place, float step) => [.. vectors.Select((value, i) => i == place ? value + step : value)];

            float[] Differentiate(float[] all, float[] seeds, out float[] logits)
            {
                var sequences = new SequenceBuffer(new SequenceInput(0, vectors.Length / tokens.Length));
                foreach (float[] sequence in all.Chunk(vectors.Length))
                {
                    sequence.CopyTo(sequences.AppendValues(sequence.Length));
                    sequences.EndSequence();
                }

                float[] found = [];
                float[] result = vectorNetwork.Differentiate(sequences, values =>
                {
                    found = [.. values];
                    seeds.CopyTo(values, 0);
                });
                logits = found;
                return result;
            }
        }
    }

    private static SequenceTrainerOptions OptionsOf(string network)
    {
        var lstm = Toy.Options;
        (lstm.HiddenSize, lstm.Pooling) = (network == "own lstm" ? 8 : 6, SequencePooling.Mean);
        var gru = Toy.Recurrent<GruOptions>();
        (gru.HiddenSize, gru.Bidirectional, gru.NumberOfLayers, gru.Pooling) = (8, true, 2, SequencePooling.Last);
        var transformer = ToyTransformer.Options;
        transformer.Pooling = SequencePooling.Mean;
        transformer.Positions = network.EndsWith("rotary", StringComparison.Ordinal)
            ? PositionEncoding.Rotary
            : PositionEncoding.Sinusoidal;
        SequenceTrainerOptions options =
            network.StartsWith("transformer", StringComparison.Ordinal) ? transformer : network == "own gru" ? gru : lstm;
        (options.NumberOfEpochs, options.NgramLength) = (3, 0);
        return options;
    }
}
