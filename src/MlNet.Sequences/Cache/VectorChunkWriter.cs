using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>
/// A chunk of vectors: their lengths, the number of leading zeros of each, the end of each remainder, and the remainders without
/// trailing zeros. So padding on either side takes no space, and values are restored bit for bit.
/// </summary>
internal sealed class VectorChunkWriter<T>(ValueGetter<VBuffer<T>> getter) : ChunkWriter
    where T : unmanaged
{
    private readonly ArrayBufferWriter<int> _lengths = new(), _leading = new(), _ends = new();
    private readonly ArrayBufferWriter<T> _values = new();
    private VBuffer<T> _vector;
    private T[] _dense = [];

    internal override long Size => 12L * _lengths.WrittenCount + (long)_values.WrittenCount * CellKind<T>.Size;

    internal override void Add()
    {
        getter(ref _vector);
        var values = CellKind<T>.Dense(in _vector, ref _dense);
        var bytes = MemoryMarshal.AsBytes(values); // compares bits: a negative zero is not a zero
        int first = bytes.IndexOfAnyExcept((byte)0), last = bytes.LastIndexOfAnyExcept((byte)0);
        int leading = first < 0 ? 0 : first / CellKind<T>.Size;
        _values.Write(first < 0 ? [] : values[leading..(last / CellKind<T>.Size + 1)]);
        _lengths.Write([values.Length]);
        _leading.Write([leading]);
        _ends.Write([_values.WrittenCount]);
    }

    internal override void WriteTo(IBufferWriter<byte> target)
    {
        Span<byte> gap = stackalloc byte[ValuesOffset(_lengths.WrittenCount) - 12 * _lengths.WrittenCount];
        gap.Clear();
        target.Write(MemoryMarshal.AsBytes(_lengths.WrittenSpan));
        target.Write(MemoryMarshal.AsBytes(_leading.WrittenSpan));
        target.Write(MemoryMarshal.AsBytes(_ends.WrittenSpan));
        target.Write(gap);
        target.Write(MemoryMarshal.AsBytes(_values.WrittenSpan));
        _lengths.ResetWrittenCount();
        _leading.ResetWrittenCount();
        _ends.ResetWrittenCount();
        _values.ResetWrittenCount();
    }

    internal static void Read(ReadOnlySpan<byte> chunk, int rows, int row, ref VBuffer<T> vector)
    {
        var header = MemoryMarshal.Cast<byte, int>(chunk[..(12 * rows)]);
        int length = header[row], leading = header[rows + row], start = row == 0 ? 0 : header[2 * rows + row - 1],
            end = header[2 * rows + row];
        var all = MemoryMarshal.Cast<byte, T>(chunk[ValuesOffset(rows)..]);
        if (start < 0 || end < start || end > all.Length || leading < 0 || length - leading < end - start)
            throw new InvalidDataException(
                $"A cache has an invalid vector of {length} items. Remove the cache and fit again to rebuild " +
                "it.");
        var values = all[start..end];
        var editor = VBufferEditor.Create(ref vector, length);
        editor.Values[..leading].Clear();
        values.CopyTo(editor.Values[leading..]);
        editor.Values[(leading + values.Length)..].Clear();
        vector = editor.Commit();
    }

    // After the three numbers of each row, aligned to eight bytes.
    private static int ValuesOffset(int rows) => (12 * rows + 7) & ~7;
}
