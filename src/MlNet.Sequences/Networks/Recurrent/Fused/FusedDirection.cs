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
    private readonly FusedBuffer _memory = new();
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

    /// <param name="products">What <see cref="Project"/> made.</param>
    /// <param name="places">The row of the products of each row.</param>
    /// <param name="batch">Tells where the sequences are.</param>
    /// <param name="states"><c>[rows, width]</c>: its columns from <paramref name="column"/> on are written.</param>
    /// <param name="column">The first of the direction's.</param>
    /// <param name="remember">Whether <see cref="Backward"/> follows.</param>
    /// <param name="threads">The threads to compute with.</param>
    internal void Forward(
        FusedBuffer products, int[] places, PackedBatch batch, FusedBuffer states, int column, bool remember, int threads)
    {
        float* packed = _packed.Resize(Products, hidden).Pointer;
        kernel.PackForward(TensorNumbers.PointerTo(RecurrentWeight), hidden, packed);
        if (remember)
            ClearBetween(batch, _memory.Resize(batch.Rows, kernel.Memory * hidden));
        fixed (int* first = places)
        {
            var arguments = Arguments(batch, states, column, packed) with
            {
                Inputs = products.Pointer,
                Places = first,
                Bias = TensorNumbers.PointerTo(RecurrentBias),
                Memory = remember ? _memory.Pointer : null,
            };
            kernel.Forward(arguments, batch, threads);
        }
    }

    /// <summary>
    /// Adds the gradients of the direction's weights, and leaves those by its <see cref="Project"/>'s products for
    /// <see cref="ByProducts"/>.
    /// </summary>
    /// <param name="batch">The batch of the forward pass.</param>
    /// <param name="states">What the forward pass wrote.</param>
    /// <param name="column">The first of the direction's columns.</param>
    /// <param name="gradients"><c>[rows, width]</c>: by the states.</param>
    /// <param name="threads">The threads to compute with.</param>
    internal void Backward(PackedBatch batch, FusedBuffer states, int column, FusedBuffer gradients, int threads)
    {
        float* packed = _packed.Resize(Products, hidden).Pointer;
        kernel.PackBackward(TensorNumbers.PointerTo(RecurrentWeight), hidden, packed);
        kernel.Backward(
            Arguments(batch, states, column, packed) with { Memory = _memory.Pointer, Gradients = gradients.Pointer + column },
            batch, threads);
        if (!IsTrained)
            return;

        // A step's product was with the state of the row before it, or of the row behind it.
        var byProducts = _memory.Matrix.narrow(1, 0, Products);                                     // [rows, gates × hidden]
        int shift = isReversed ? 0 : 1;
        var former = states.Matrix.narrow(1, column, hidden).narrow(0, 1 - shift, batch.Rows - 1);  // [rows - 1, hidden]
        Gradient(RecurrentWeight).addmm_(byProducts.narrow(0, shift, batch.Rows - 1).t(), former);
        // Where products are just added, both biases have the same gradient: see ProjectBackward.
        if (!kernel.AddsProducts)
            TensorArithmetic.Add(Gradient(RecurrentBias), byProducts.sum(dim: 0));
    }

    /// <summary>The gradients by the products, of the rows of each place summed up.</summary>
    /// <param name="distinct">The places, or null where each row is its own.</param>
    /// <param name="target">Becomes <c>[places, gates × hidden]</c>.</param>
    /// <param name="threads">The threads to compute with.</param>
    internal void ByProducts(DistinctTokens? distinct, FusedBuffer target, int threads)
    {
        int places = distinct?.Tokens.Length ?? (int)_memory.Rows;
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
                // Padding has no part in anything.
                for (int i = place == 0 ? distinct.Starts[1] : distinct.Starts[place]; i < distinct.Starts[place + 1]; i++)
                    AddByProducts(distinct.Rows[i], sum);
            }
        });
    }

    /// <summary>Adds the gradients of the input weights and gives those by the vectors.</summary>
    /// <param name="byProducts">What <see cref="ByProducts"/> made.</param>
    /// <param name="vectors">What was projected, <c>[places, input]</c>.</param>
    /// <param name="byVectors">Gets <c>[places, input]</c>, or null where nobody asks.</param>
    /// <param name="isFirst">Whether to overwrite what stands there, or to add to it.</param>
    internal void ProjectBackward(torch.Tensor byProducts, torch.Tensor vectors, torch.Tensor? byVectors, bool isFirst)
    {
        if (IsTrained)
        {
            Gradient(InputWeight).addmm_(byProducts.t(), vectors);
            var byBias = byProducts.sum(dim: 0);
            TensorArithmetic.Add(Gradient(InputBias), byBias);
            if (kernel.AddsProducts)
                TensorArithmetic.Add(Gradient(RecurrentBias), byBias);
        }

        byVectors?.addmm_(byProducts, InputWeight, beta: isFirst ? 0 : 1, alpha: 1);
    }

    public void Dispose()
    {
        _memory.Dispose();
        _packed.Dispose();
    }

    internal static torch.Tensor Gradient(Parameter weight) => weight.grad ?? (weight.grad = torch.zeros_like(weight))!;

    // The rows of zeros are what the first step reads as the step before it.
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

    // The memory's first gradients are those by the recurrent products. Those by the input products are the same, or, in a cell
    // that gets its products apart, the same but for the last gate, whose own stands behind them.
    private ReadOnlySpan<float> Remembered(int row, int from, int count) =>
        new(_memory.Pointer + ((long)row * _memory.Columns) + ((long)from * hidden), count * hidden);

    private void CopyByProducts(int row, Span<float> target)
    {
        int shared = kernel.AddsProducts ? kernel.Gates : kernel.Gates - 1;
        Remembered(row, 0, shared).CopyTo(target);
        if (!kernel.AddsProducts)
            Remembered(row, kernel.Gates, 1).CopyTo(target[(shared * hidden)..]);
    }

    private void AddByProducts(int row, Span<float> sum)
    {
        int shared = kernel.AddsProducts ? kernel.Gates : kernel.Gates - 1;
        var first = sum[..(shared * hidden)];
        TensorPrimitives.Add(first, Remembered(row, 0, shared), first);
        if (!kernel.AddsProducts)
            TensorPrimitives.Add(sum[first.Length..], Remembered(row, kernel.Gates, 1), sum[first.Length..]);
    }
}
