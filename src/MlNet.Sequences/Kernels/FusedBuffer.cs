using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Memory that is reused from pass to pass: a float32 matrix on the CPU, as a tensor for torch and a pointer for the kernels.
/// </summary>
internal sealed unsafe class FusedBuffer : IDisposable
{
    private torch.Tensor? _memory; // flat
    private long _size;

    /// <summary>The first number; valid until the next call of <see cref="Resize"/>.</summary>
    internal float* Pointer { get; private set; }

    internal long Rows { get; private set; }

    internal long Columns { get; private set; }

    /// <summary>The matrix, <c>[rows, columns]</c>; it belongs to the caller's dispose scope.</summary>
    internal torch.Tensor Matrix => _memory!.narrow(0, 0, Rows * Columns).view(Rows, Columns);

    internal Span<float> Span => new(Pointer, checked((int)(Rows * Columns)));

    /// <summary>Resizes the matrix; its contents are lost.</summary>
    internal FusedBuffer Resize(long rows, long columns)
    {
        (Rows, Columns) = (rows, columns);
        if (_memory is not null && rows * columns <= _size)
            return this;
        Dispose();
        // A quarter more, so that batches that grow little by little do not each allocate.
        long size = Math.Max(1, rows * columns * 5 / 4);
        _memory = torch.empty(size, dtype: torch.float32).DetachFromDisposeScope();
        _size = size;
        Pointer = TensorNumbers.PointerTo(_memory);
        return this;
    }

    // If a larger allocation fails, the next use must not find the disposed one.
    public void Dispose()
    {
        _memory?.Dispose();
        (_memory, _size) = (null, 0);
        Pointer = null;
    }
}
