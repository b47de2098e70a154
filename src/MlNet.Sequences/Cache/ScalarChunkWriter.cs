using System.Buffers;
using System.Runtime.InteropServices;
using Microsoft.ML;

namespace MlNet.Sequences;

/// <summary>A chunk of scalar values, contiguous.</summary>
internal sealed class ScalarChunkWriter<T>(ValueGetter<T> getter) : ChunkWriter
    where T : unmanaged
{
    private readonly ArrayBufferWriter<T> _values = new();

    internal override long Size => (long)_values.WrittenCount * CellKind<T>.Size;

    internal override void Add()
    {
        T value = default;
        getter(ref value);
        _values.Write([value]);
    }

    internal override void WriteTo(IBufferWriter<byte> target)
    {
        target.Write(MemoryMarshal.AsBytes(_values.WrittenSpan));
        _values.ResetWrittenCount();
    }

    internal static T Read(ReadOnlySpan<byte> chunk, int row) => MemoryMarshal.Read<T>(chunk[(row * CellKind<T>.Size)..]);
}
