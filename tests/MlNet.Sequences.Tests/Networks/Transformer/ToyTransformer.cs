using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>Encoders so small that they train in a second, and batches for them.</summary>
internal static class ToyTransformer
{
    internal static readonly SequenceInput Tokens = new(Toy.Vocabulary, Channels: 0);

    /// <summary>A quick trainer without dropout; a test changes what it is about.</summary>
    internal static TransformerOptions Options => new()
    {
        HiddenSize = 8,
        NumberOfLayers = 2,
        NumberOfHeads = 2,
        FeedForwardSize = 12,
        Pooling = SequencePooling.MeanAndMax,
        LabelSmoothing = 0,
        LearningRate = 0.003,
        StepDropout = 0,
        HeadDropout = 0,
        EmbeddingDropout = 0,
        NumberOfEpochs = 1,
        BatchSize = 16,
        ValidationFraction = 0,
        Seed = 1,
    };

    internal static SequenceTrainer Trainer(MLContext mlContext, TransformerOptions options) =>
        mlContext.BinaryClassification.Trainers.Transformer(options);

    /// <summary>A network for sequences of up to 40 tokens.</summary>
    internal static SequenceNetwork Build(TransformerOptions options, int seed = 1) =>
        NetworkBuilder.Build(options.Architecture.FitTo(40), Tokens, head: new(1), seed);

    /// <summary>The caller is in a dispose scope.</summary>
    internal static SequenceBatch Batch(params int[][] sequences)
    {
        var buffer = new SequenceBuffer(Tokens);
        foreach (int[] tokens in sequences)
        {
            tokens.CopyTo(buffer.AppendTokens(tokens.Length));
            buffer.EndSequence();
        }

        return SequenceBatch.Create(buffer, [.. Enumerable.Range(0, sequences.Length)], torch.CPU);
    }

    internal static float[] Logits(SequenceNetwork network, params int[][] sequences)
    {
        using var scope = torch.NewDisposeScope();
        return network.call(Batch(sequences)).data<float>().ToArray();
    }
}
