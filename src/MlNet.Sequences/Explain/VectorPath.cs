using System.Numerics.Tensors;

namespace MlNet.Sequences;

/// <summary>The straight path from vectors without information to those of a text.</summary>
/// <param name="Baseline">The vector without information, <c>[width]</c>.</param>
/// <param name="Differences">The differences of the text's vectors from it, <c>[tokens, width]</c>.</param>
internal sealed record VectorPath(float[] Baseline, float[] Differences)
{
    internal int Width => Baseline.Length;

    /// <summary>The number of tokens.</summary>
    internal int Length => Differences.Length / Width;

    /// <param name="network">The network.</param>
    /// <param name="tokens">The text, of one token or more.</param>
    /// <param name="baseline">The token without information; 0 for a vector of zeros, that of padding.</param>
    internal static VectorPath Of(TrainedNetwork network, int[] tokens, int baseline)
    {
        float[] vectors = VectorNetwork.VectorsOf(network, [baseline, .. tokens]);
        int width = vectors.Length / (tokens.Length + 1);
        float[] first = vectors[..width], differences = vectors[width..];
        for (int start = 0; start < differences.Length; start += width)
        {
            var own = differences.AsSpan(start, width);
            TensorPrimitives.Subtract(own, first, own);
        }

        return new(first, differences);
    }

    /// <summary>Copies the vectors at a point, from 0 for those without information to 1 for those of the text.</summary>
    internal void CopyTo(float at, Span<float> vectors)
    {
        TensorPrimitives.Multiply(Differences, at, vectors);
        for (int start = 0; start < vectors.Length; start += Width)
        {
            var own = vectors.Slice(start, Width);
            TensorPrimitives.Add(own, Baseline, own);
        }
    }
}
