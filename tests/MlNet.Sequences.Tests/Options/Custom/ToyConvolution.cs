using Samples;

namespace MlNet.Sequences.Tests;

internal static class ToyConvolution
{
    /// <summary>A quick trainer of the sample's network, without dropout.</summary>
    internal static TemporalConvolutionOptions Options => new()
    {
        Channels = 8,
        NumberOfBlocks = 2,
        BlockDropout = 0,
        EmbeddingSize = 6,
        NumberOfEpochs = 1,
        BatchSize = 16,
        LearningRate = 0.01,
        LabelSmoothing = 0,
        Pooling = SequencePooling.MeanAndMax,
        EmbeddingDropout = 0,
        HeadDropout = 0,
        ValidationFraction = 0,
        Seed = 1,
    };
}
