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
    private const int TokensInPart = 256, SequencesInPart = 4;

    private readonly FusedBuffer _values = new(), _packed = new();

    private torch.Tensor? _perturbation; // of the batch that was read
    private double _rate; // of its dropout

    /// <summary>Whether a backward pass must compute the gradients with respect to the vectors.</summary>
    internal bool NeedsGradient => IsTrained || _perturbation is { requires_grad: true };

    /// <summary>Whether all rows of a token have the same vector.</summary>
    internal bool SharesVectors => input.Module is Embedding && _perturbation is null;

    private bool IsTrained => input.Vectors is not null || input.Module.parameters().First().requires_grad;

    /// <summary>Fills the vectors, and returns the index of each row's vector; null where each row has its own.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="random">The source of dropout, or null without dropout and perturbation.</param>
    internal int[]? Read(PackedBatch batch, NetworkRandom? random)
    {
        double rate = _rate = random is null ? 0 : input.EmbeddingDropout;
        _perturbation = random is null ? null : input.Perturbation;
        if (input.Module is Embedding embedding)
        {
            var distinct = batch.Distinct;
            var target = SharesVectors ? vectors : _values;
            target.Resize(distinct.Tokens.Length, width);
            ulong seed = rate == 0 ? 0 : random!.NextSeed();
            factors.Resize(rate == 0 ? 0 : target.Rows, width);
            float* table = TensorNumbers.PointerTo(embedding.weight!);
            ParallelWork.ForRanges(distinct.Tokens.Length, TokensInPart, torch.get_num_threads(), (from, to) =>
            {
                for (int i = from; i < to; i++)
                    ReadVector(table + ((long)distinct.Tokens[i] * width), target, i, rate, seed);
            });
            if (SharesVectors)
                return distinct.Places;
            FusedDirection.ClearBetween(batch, vectors.Resize(batch.Rows, width));
            ForSteps(batch, (row, at) => TensorPrimitives.Add(
                Row(_values, distinct.Places[row]), Perturbation(_perturbation!, at), Row(vectors, row)));
            return null;
        }

        if (input.Vectors is not null)
        {
            batch.Values.AsSpan(0, batch.Rows * width).CopyTo(vectors.Resize(batch.Rows, width).Span);
            return null;
        }

        var projection = (Linear)input.Module;
        var numbers = _values.Resize(batch.Rows, batch.Input.Channels).Span;
        batch.Values.AsSpan(0, numbers.Length).CopyTo(numbers);
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
        if (_perturbation is not null)
            ForSteps(batch, (row, at) => TensorPrimitives.Add(
                Row(vectors, row), Perturbation(_perturbation, at), Row(vectors, row)));
        return null;
    }

    private void ReadVector(float* row, FusedBuffer target, int place, double rate, ulong seed)
    {
        var vector = new ReadOnlySpan<float>(row, width);
        if (rate == 0)
        {
            vector.CopyTo(Row(target, place));
            return;
        }

        var own = Row(factors, place);
        FusedDropout.Fill(own, (long)place * width, rate, seed);
        TensorPrimitives.Multiply(vector, own, Row(target, place));
    }

    /// <summary>
    /// Accumulates the gradients of the layer's weights, or keeps those of the vectors that are its input, and sets that of its
    /// perturbation.
    /// </summary>
    /// <param name="byVectors">The gradients with respect to the vectors of <see cref="Read"/>, in the same order.</param>
    /// <param name="batch">The batch of the forward pass.</param>
    internal void Backward(FusedBuffer byVectors, PackedBatch batch)
    {
        if (input.Vectors is { } given)
        {
            given.Set(byVectors.Span, batch);
            return;
        }

        if (_perturbation is { requires_grad: true } perturbation)
        {
            var gradients = perturbation.grad = torch.zeros_like(perturbation);
            ForSteps(batch, (row, at) => Row(byVectors, row).CopyTo(Perturbation(gradients!, at)));
        }

        if (!IsTrained)
            return;
        if (input.Gradient is { } gradient)
        {
            var byDistinct = SharesVectors ? byVectors : SumRows(byVectors, batch.Distinct);
            if (_rate > 0)
                TensorPrimitives.Multiply(byDistinct.Span, factors.Span, byDistinct.Span);
            using var rows = byDistinct.Matrix;
            gradient.AddDistinct(batch.Distinct.Tokens, rows);
            return;
        }

        if (_rate > 0)
            FusedDropout.Multiply(byVectors, factors, batch);
        var projection = (Linear)input.Module;
        using var matrix = byVectors.Matrix;
        using var values = _values.Matrix;
        ParameterGradient.Of(projection.weight!).addmm_(matrix.t(), values);
        TensorArithmetic.Add(ParameterGradient.Of(projection.bias!), matrix.sum(dim: 0));
    }

    // Each token's, in the order of its rows. The rows of padding are not trained.
    private FusedBuffer SumRows(FusedBuffer rows, DistinctTokens distinct)
    {
        _values.Resize(distinct.Tokens.Length, width).Span.Clear();
        ParallelWork.ForRanges(distinct.Tokens.Length, TokensInPart, torch.get_num_threads(), (from, to) =>
        {
            for (int place = Math.Max(1, from); place < to; place++)
            {
                var sum = Row(_values, place);
                for (int i = distinct.Starts[place]; i < distinct.Starts[place + 1]; i++)
                    TensorPrimitives.Add(sum, Row(rows, distinct.Rows[i]), sum);
            }
        });
        return _values;
    }

    // Of each true step, the row, and the index in [time × batch].
    private static void ForSteps(PackedBatch batch, Action<int, int> act) =>
        ParallelWork.ForRanges(batch.Size, SequencesInPart, torch.get_num_threads(), (from, to) =>
        {
            for (int i = from; i < to; i++)
            {
                for (int step = 0; step < batch.Lengths[i]; step++)
                    act(batch.Starts[i] + step, (step * batch.Size) + i);
            }
        });

    private Span<float> Row(FusedBuffer buffer, int row) => new(buffer.Pointer + ((long)row * width), width);

    private Span<float> Perturbation(torch.Tensor perturbation, int at) =>
        new(TensorNumbers.PointerTo(perturbation) + ((long)at * width), width);

    public void Dispose()
    {
        _values.Dispose();
        _packed.Dispose();
    }
}
