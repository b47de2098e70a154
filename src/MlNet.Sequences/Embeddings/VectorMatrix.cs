namespace MlNet.Sequences;

/// <summary>Vectors of one dimension, added one by one, in blocks: no array is copied as they grow.</summary>
internal sealed class VectorMatrix(int dimension)
{
    private const int NumbersInBlock = 1 << 16;

    private readonly List<float[]> _blocks = [];
    private readonly int _rowsInBlock = Math.Max(1, NumbersInBlock / dimension);

    internal int Dimension => dimension;

    internal int Count { get; private set; }

    internal ReadOnlyMemory<float> this[int row] =>
        _blocks[row / _rowsInBlock].AsMemory(row % _rowsInBlock * dimension, dimension);

    internal void Add(ReadOnlySpan<float> vector)
    {
        if (Count == _blocks.Count * _rowsInBlock)
            _blocks.Add(new float[_rowsInBlock * dimension]);
        vector.CopyTo(_blocks[^1].AsSpan(Count % _rowsInBlock * dimension, dimension));
        Count++;
    }
}
