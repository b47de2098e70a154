using System.Numerics.Tensors;
using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// One direction of one recurrent layer over packed sequences, forward and back: torch's matrix products around the kernel.
/// </summary>
/// <remarks>
/// Its weights have PyTorch's shapes and names: <c>weight_ih</c>, <c>weight_hh</c>, <c>bias_ih</c>, <c>bias_hh</c>.
/// </remarks>
internal sealed unsafe class FusedDirection(
    RecurrenceKernel kernel, torch.nn.Module layer, int hidden, bool isReversed) : IDisposable
{
    private const int PlacesInPart = 256;

    private readonly Parameter[] _weights = [.. layer.parameters()];
    private readonly FusedBuffer _saved = new();
    private readonly FusedBuffer _packed = new();

    // [gates × hidden, input], [gates × hidden, hidden], [gates × hidden], [gates × hidden]
    private Parameter InputWeight => _weights[0];

    private Parameter RecurrentWeight => _weights[1];

    private Parameter InputBias => _weights[2];

    private Parameter RecurrentBias => _weights[3];

    internal int Products => kernel.Gates * hidden;

    internal bool IsTrained => InputWeight.requires_grad;

    /// <summary>The products of vectors with the input weights, bias included.</summary>
    /// <param name="vectors"><c>[places, input]</c>.</param>
    /// <param name="products">Becomes <c>[places, gates × hidden]</c>.</param>
    internal void Project(torch.Tensor vectors, FusedBuffer products)
    {
        var bias = kernel.AddsProducts ? InputBias.Plus(RecurrentBias) : InputBias;
        products.Resize(vectors.shape[0], Products).Matrix.copy_(bias).addmm_(vectors, InputWeight.t());
    }

    /// <summary>The same for scoring: the products of a vector are bit for bit the same in any batch.</summary>
    /// <param name="vectors"><c>[places, input]</c>.</param>
    /// <param name="places">The number of vectors.</param>
    /// <param name="products">Becomes <c>[places, gates × hidden]</c>.</param>
    /// <param name="threads">The threads to compute with.</param>
    internal void ProjectEach(float* vectors, int places, FusedBuffer products, int threads)
    {
        using var sum = kernel.AddsProducts ? InputBias.Plus(RecurrentBias) : null;
        RowwiseLinear.Apply(
            vectors, places, InputWeight, sum ?? InputBias, _packed, products.Resize(places, Products).Pointer, threads);
    }

    /// <param name="products">What <see cref="Project"/> or <see cref="ProjectEach"/> made.</param>
    /// <param name="places">For each row of steps, the row of its products.</param>
    /// <param name="batch">Has the positions of the sequences.</param>
    /// <param name="states"><c>[rows, width]</c>: its columns from <paramref name="column"/> on are written.</param>
    /// <param name="column">The direction's first column.</param>
    /// <param name="savesActivations">Whether <see cref="Backward"/> follows.</param>
    /// <param name="threads">The threads to compute with.</param>
    internal void Forward(
        FusedBuffer products, int[] places, PackedBatch batch, FusedBuffer states, int column, bool savesActivations, int threads)
    {
        float* packed = _packed.Resize(Products, hidden).Pointer;
        kernel.PackForward(TensorNumbers.PointerTo(RecurrentWeight), hidden, packed);
        if (savesActivations)
            ClearBetween(batch, _saved.Resize(batch.Rows, kernel.Saved * hidden));
        fixed (int* first = places)
        {
            var arguments = Arguments(batch, states, column, packed) with
            {
                Inputs = products.Pointer,
                Places = first,
                Bias = TensorNumbers.PointerTo(RecurrentBias),
                Saved = savesActivations ? _saved.Pointer : null,
            };
            kernel.Forward(arguments, batch, threads);
        }
    }

    /// <summary>
    /// Accumulates the gradients of the direction's weights, and keeps those with respect to <see cref="Project"/>'s products for
    /// <see cref="ByProducts"/>.
    /// </summary>
    /// <param name="batch">The batch of the forward pass.</param>
    /// <param name="states">The states that the forward pass wrote.</param>
    /// <param name="column">The first of the direction's columns.</param>
    /// <param name="gradients"><c>[rows, width]</c>: with respect to the states.</param>
    /// <param name="threads">The threads to compute with.</param>
    internal void Backward(PackedBatch batch, FusedBuffer states, int column, FusedBuffer gradients, int threads)
    {
        float* packed = _packed.Resize(Products, hidden).Pointer;
        kernel.PackBackward(TensorNumbers.PointerTo(RecurrentWeight), hidden, packed);
        kernel.Backward(
            Arguments(batch, states, column, packed) with { Saved = _saved.Pointer, Gradients = gradients.Pointer + column },
            batch, threads);
        if (!IsTrained)
            return;

        // A step's product used the state of the previous row, or of the next one in the backward direction.
        var byProducts = _saved.Matrix.narrow(1, 0, Products);                                     // [rows, gates × hidden]
        int shift = isReversed ? 0 : 1;
        var previous = states.Matrix.narrow(1, column, hidden).narrow(0, 1 - shift, batch.Rows - 1);  // [rows - 1, hidden]
        ParameterGradient.Of(RecurrentWeight).addmm_(byProducts.narrow(0, shift, batch.Rows - 1).t(), previous);
        // Where products are simply added, both biases have the same gradient: see ProjectBackward.
        if (!kernel.AddsProducts)
            TensorArithmetic.Add(ParameterGradient.Of(RecurrentBias), byProducts.sum(dim: 0));
    }

    /// <summary>The gradients with respect to the products, summed over the rows of each place.</summary>
    /// <param name="distinct">The places, or null where each row is its own.</param>
    /// <param name="target">Becomes <c>[places, gates × hidden]</c>.</param>
    /// <param name="threads">The threads to compute with.</param>
    internal void ByProducts(DistinctTokens? distinct, FusedBuffer target, int threads)
    {
        int places = distinct?.Tokens.Length ?? (int)_saved.Rows;
        target.Resize(places, Products);
        ParallelWork.ForRanges(places, PlacesInPart, threads, (from, to) =>
        {
            for (int place = from; place < to; place++)
            {
                var sum = new Span<float>(target.Pointer + ((long)place * Products), Products);
                if (distinct is null)
                {
                    CopyByProducts(place, sum);
                    continue;
                }

                sum.Clear();
                // The gradients of padding are zeros; those of masked tokens, which share its row, are not.
                for (int i = distinct.Starts[place]; i < distinct.Starts[place + 1]; i++)
                    AddByProducts(distinct.Rows[i], sum);
            }
        });
    }

    /// <summary>Accumulates the gradients of the input weights and returns those with respect to the vectors.</summary>
    /// <param name="byProducts">What <see cref="ByProducts"/> wrote.</param>
    /// <param name="vectors">The vectors that were projected, <c>[places, input]</c>.</param>
    /// <param name="byVectors">Receives <c>[places, input]</c>, or null if they are not needed.</param>
    /// <param name="isFirst">Whether to overwrite its contents or to add to them.</param>
    internal void ProjectBackward(torch.Tensor byProducts, torch.Tensor vectors, torch.Tensor? byVectors, bool isFirst)
    {
        if (IsTrained)
        {
            ParameterGradient.Of(InputWeight).addmm_(byProducts.t(), vectors);
            var byBias = byProducts.sum(dim: 0);
            TensorArithmetic.Add(ParameterGradient.Of(InputBias), byBias);
            if (kernel.AddsProducts)
                TensorArithmetic.Add(ParameterGradient.Of(RecurrentBias), byBias);
        }

        byVectors?.addmm_(byProducts, InputWeight, beta: isFirst ? 0 : 1, alpha: 1);
    }

    public void Dispose()
    {
        _saved.Dispose();
        _packed.Dispose();
    }

    // The first step reads the rows of zeros as its previous step.
    internal static void ClearBetween(PackedBatch batch, FusedBuffer buffer)
    {
        var rows = buffer.Span;
        int width = (int)buffer.Columns;
        rows[..width].Clear();
        for (int i = 0; i < batch.Size; i++)
            rows.Slice((batch.Starts[i] + batch.Lengths[i]) * width, width).Clear();
    }

    private RecurrenceArguments Arguments(PackedBatch batch, FusedBuffer states, int column, float* packed) => new()
    {
        Hidden = hidden,
        IsReversed = isReversed,
        Weights = packed,
        States = states.Pointer + column,
        Width = (int)states.Columns,
    };

    // The first saved gradients are those with respect to the recurrent products. Those of the input products are the same,
    // except that a cell with separate products stores its last gate's own after them.
    private ReadOnlySpan<float> SavedAt(int row, int from, int count) =>
        new(_saved.Pointer + ((long)row * _saved.Columns) + ((long)from * hidden), count * hidden);

    private void CopyByProducts(int row, Span<float> target)
    {
        int shared = kernel.AddsProducts ? kernel.Gates : kernel.Gates - 1;
        SavedAt(row, 0, shared).CopyTo(target);
        if (!kernel.AddsProducts)
            SavedAt(row, kernel.Gates, 1).CopyTo(target[(shared * hidden)..]);
    }

    private void AddByProducts(int row, Span<float> sum)
    {
        int shared = kernel.AddsProducts ? kernel.Gates : kernel.Gates - 1;
        var first = sum[..(shared * hidden)];
        TensorPrimitives.Add(first, SavedAt(row, 0, shared), first);
        if (!kernel.AddsProducts)
            TensorPrimitives.Add(sum[first.Length..], SavedAt(row, kernel.Gates, 1), sum[first.Length..]);
    }
}
