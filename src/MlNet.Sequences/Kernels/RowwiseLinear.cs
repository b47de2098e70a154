using System.Runtime.Intrinsics;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A linear layer on the CPU, without gradients, whose result for a row is bit for bit the same in any batch: each output is the
/// bias plus the products in the order of the features. torch's matrix product adds in an order that depends on the number of
/// rows.
/// </summary>
internal static unsafe class RowwiseLinear
{
    private const int RowsInPart = 64;

    // A multiple of every panel. No fewer than the products of the widest recurrent layer, which are then written in place.
    private const int ColumnsInBlock = 2048;

    /// <param name="input"><c>[rows, features]</c>.</param>
    /// <param name="weight"><c>[outputs, features]</c>.</param>
    /// <param name="bias"><c>[outputs]</c>.</param>
    /// <returns><c>[rows, outputs]</c>.</returns>
    internal static torch.Tensor Apply(torch.Tensor input, torch.Tensor weight, torch.Tensor bias)
    {
        var result = torch.empty(input.shape[0], bias.shape[0], dtype: torch.float32);
        using var packed = new FusedBuffer();
        Apply(
            TensorNumbers.PointerTo(input), (int)input.shape[0], weight, bias, packed, TensorNumbers.PointerTo(result),
            torch.get_num_threads());
        return result;
    }

    /// <param name="input"><c>[rows, features]</c>.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="weight"><c>[outputs, features]</c>.</param>
    /// <param name="bias"><c>[outputs]</c>.</param>
    /// <param name="packed">Memory for the packed weights.</param>
    /// <param name="result">Receives <c>[rows, outputs]</c>.</param>
    /// <param name="threads">The threads to compute with.</param>
    internal static void Apply(
        float* input, int rows, torch.Tensor weight, torch.Tensor bias, FusedBuffer packed, float* result, int threads)
    {
        int features = (int)weight.shape[1], outputs = (int)weight.shape[0];
        float* weights = TensorNumbers.PointerTo(weight), biases = TensorNumbers.PointerTo(bias);
        if (Vector512.IsHardwareAccelerated)
            Apply<Simd512, Vector512<float>>(input, rows, features, weights, biases, outputs, packed, result, threads);
        else if (Vector256.IsHardwareAccelerated)
            Apply<Simd256, Vector256<float>>(input, rows, features, weights, biases, outputs, packed, result, threads);
        else
            Apply<Simd128, Vector128<float>>(input, rows, features, weights, biases, outputs, packed, result, threads);
    }

    private static void Apply<TSimd, TVector>(
        float* input, int rows, int features, float* weights, float* biases, int outputs, FusedBuffer packed, float* result,
        int threads)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        int columns = PackedMatrix<TSimd, TVector>.Padded(outputs);
        float* matrix = packed.Resize(features + 1, columns).Pointer, start = matrix + ((long)features * columns);
        PackedMatrix<TSimd, TVector>.Pack(weights, 1, features, features, outputs, matrix); // [features, outputs]
        PackedMatrix<TSimd, TVector>.Pack(biases, 0, 1, 1, outputs, start);
        ParallelWork.ForRanges(rows, RowsInPart, threads, (from, to) =>
        {
            for (int column = 0; column < columns; column += ColumnsInBlock)
            {
                int width = Math.Min(ColumnsInBlock, columns - column), kept = Math.Min(width, outputs - column);
                MultiplyRows<TSimd, TVector>(
                    input + ((long)from * features), to - from, features, matrix + ((long)column * features), start + column,
                    width, result + ((long)from * outputs) + column, kept, outputs);
            }
        });
    }

    // One block of columns: of its width, padding included, the result keeps only the outputs.
    private static void MultiplyRows<TSimd, TVector>(
        float* input, int rows, int features, float* matrix, float* start, int width, float* result, int kept, int stride)
        where TSimd : ISimd<TVector>
        where TVector : struct
    {
        float* products = stackalloc float[FourRows.Count * width];
        FourRows left = default, starts = default;
        for (int row = 0; row < rows; row += FourRows.Count)
        {
            for (int i = 0; i < FourRows.Count; i++)
            {
                left[i] = input + ((long)Math.Min(row + i, rows - 1) * features);
                starts[i] = start;
            }

            float* own = result + ((long)row * stride);
            bool isWhole = width == stride && row + FourRows.Count <= rows;
            PackedMatrix<TSimd, TVector>.Multiply(matrix, features, width, left, starts, isWhole ? own : products);
            for (int i = 0; i < FourRows.Count && row + i < rows && !isWhole; i++)
                new Span<float>(products + (i * width), kept).CopyTo(new(own + ((long)i * stride), kept));
        }
    }
}
