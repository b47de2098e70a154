namespace MlNet.Sequences;

/// <summary>The shape of a tensor in a graph, and its numbers if it is itself a shape.</summary>
/// <param name="Sizes">The size of each axis.</param>
/// <param name="Numbers">The numbers of a short int64 tensor; null if they are unknown or irrelevant.</param>
/// <param name="IsFixed">Whether it depends on constants alone, so that ONNX Runtime computes it when it opens the file.</param>
internal sealed record OnnxShape(long[] Sizes, long[]? Numbers, bool IsFixed)
{
    internal int Rank => Sizes.Length;

    /// <summary>The number of items; infinity is more than can be counted.</summary>
    internal double Items => Sizes.Aggregate(1.0, (items, size) => items * size);

    /// <summary>The index of an axis, which may be counted from the end; -1 if there is no such axis.</summary>
    internal int Axis(long axis)
    {
        long index = axis < 0 ? axis + Rank : axis;
        return index >= 0 && index < Rank ? (int)index : -1;
    }

    /// <summary>The sizes with another one for an axis.</summary>
    internal long[] With(int axis, long size)
    {
        long[] sizes = [.. Sizes];
        sizes[axis] = size;
        return sizes;
    }
}
