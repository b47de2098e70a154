using System.Numerics.Tensors;
using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// The input layer in our own kernels: the vector of each distinct token of a batch, or of each row of numbers or of vectors.
/// </summary>
/// <param name="input">The layer.</param>
/// <param name="width">The size of a vector.</param>
/// <param name="vectors">Receives the vectors: <c>[distinct or rows, width]</c>.</param>
/// <param name="factors">Receives the dropout factors.</param>
internal sealed unsafe class FusedInput(InputLayer input, int width, FusedBuffer vectors, FusedBuffer factors) : IDisposable
{
    private const int TokensInPart = 256;

    private readonly FusedBuffer _values = new(), _packed = new();

    internal bool IsTrained => input.Vectors is not null || input.Module.parameters().First().requires_grad;

    /// <summary>Fills the vectors, and returns the index of each row's vector; null where each row has its own.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="random">The source of dropout, or null without dropout.</param>
    internal int[]? Read(PackedBatch batch, NetworkRandom? random)
    {
        double rate = random is null ? 0 : input.EmbeddingDropout;
        if (input.Module is Embedding embedding)
        {
            var distinct = batch.Distinct;
            vectors.Resize(distinct.Tokens.Length, width);
            ulong seed = rate == 0 ? 0 : random!.NextSeed();
            factors.Resize(rate == 0 ? 0 : vectors.Rows, width);
            float* table = TensorNumbers.PointerTo(embedding.weight!);
            ParallelWork.ForRanges(distinct.Tokens.Length, TokensInPart, torch.get_num_threads(), (from, to) =>
            {
                for (int i = from; i < to; i++)
                    ReadVector(table + ((long)distinct.Tokens[i] * width), i, rate, seed);
            });
            return distinct.Places;
        }

        if (input.Vectors is not null)
        {
            batch.Values.AsSpan(0, batch.Rows * width).CopyTo(vectors.Resize(batch.Rows, width).Span);
            return null;
        }

        var projection = (Linear)input.Module;
        var target = _values.Resize(batch.Rows, batch.Input.Channels).Span;
        batch.Values.AsSpan(0, target.Length).CopyTo(target);
        vectors.Resize(batch.Rows, width);
        if (random is null)
        {
            RowwiseLinear.Apply(
                _values.Pointer, batch.Rows, projection.weight!, projection.bias!, _packed, vectors.Pointer,
                torch.get_num_threads());
            return null;
        }

        using (var values = _values.Matrix)
            vectors.Matrix.copy_(projection.bias!).addmm_(values, projection.weight!.t());
        if (rate > 0)
            FusedDropout.Apply(vectors, factors, batch, rate, random.NextSeed());
        return null;
    }

    private void ReadVector(float* row, int place, double rate, ulong seed)
    {
        var vector = new ReadOnlySpan<float>(row, width);
        var target = vectors.Span.Slice(place * width, width);
        if (rate == 0)
        {
            vector.CopyTo(target);
            return;
        }

        var own = factors.Span.Slice(place * width, width);
        FusedDropout.Fill(own, (long)place * width, rate, seed);
        TensorPrimitives.Multiply(vector, own, target);
    }

    /// <summary>Accumulates the gradients of the layer's weights, or keeps those of the vectors that are its input.</summary>
    /// <param name="byVectors">The gradients with respect to the vectors of <see cref="Read"/>, in the same order.</param>
    /// <param name="batch">The batch of the forward pass.</param>
    internal void Backward(FusedBuffer byVectors, PackedBatch batch)
    {
        if (input.Vectors is { } given)
        {
            given.Set(byVectors.Span, batch);
            return;
        }

        if (input.Gradient is { } gradient)
        {
            using var rows = byVectors.Matrix;
            gradient.AddDistinct(batch.Distinct.Tokens, rows);
            return;
        }

        var projection = (Linear)input.Module;
        using var matrix = byVectors.Matrix;
        using var values = _values.Matrix;
        ParameterGradient.Of(projection.weight!).addmm_(matrix.t(), values);
        TensorArithmetic.Add(ParameterGradient.Of(projection.bias!), matrix.sum(dim: 0));
    }

    public void Dispose()
    {
        _values.Dispose();
        _packed.Dispose();
    }
}
