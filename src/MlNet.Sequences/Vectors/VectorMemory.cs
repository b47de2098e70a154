using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// A matrix outside the garbage collector's memory: rows begin at cache lines, and are padded with zeros to whole registers.
/// </summary>
internal sealed unsafe class VectorMemory : IDisposable
{
    /// <summary>A cache line, and the widest register, in numbers.</summary>
    private const int Alignment = 16;

    private float* _memory;

    /// <exception cref="InsufficientMemoryException">There is not enough memory.</exception>
    internal VectorMemory(int rows, int dimension)
    {
        (Rows, Dimension, Width) = (rows, dimension, (dimension + Alignment - 1) / Alignment * Alignment);
        nuint bytes = (nuint)rows * (nuint)Width * sizeof(float);
        try
        {
            _memory = (float*)NativeMemory.AlignedAlloc(bytes, Alignment * sizeof(float));
        }
        catch (OutOfMemoryException e)
        {
            OptionMessage message =
                $"There is not enough memory: training {rows} vectors of {dimension} numbers takes 2 × {bytes} bytes. Raise " +
                $"{nameof(WordVectorOptions.MinimumCount):option}, or lower {nameof(WordVectorOptions.Dimension):option}.";
            throw message.In(new InsufficientMemoryException(message.ToString(), e));
        }

        NativeMemory.Clear(_memory, bytes);
    }

    internal int Rows { get; }

    internal int Dimension { get; }

    /// <summary>The numbers from one row to the next.</summary>
    internal int Width { get; }

    internal float* Row(int row) => _memory + ((long)row * Width);

    internal Span<float> Span(int row) => new(Row(row), Dimension);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
    }
}
