using System.Buffers;

namespace MlNet.Sequences;

/// <summary>Collects the values of one column for a block of rows, and writes them as a chunk of bytes.</summary>
internal abstract class ChunkWriter
{
    /// <summary>The bytes collected so far.</summary>
    internal abstract long Size { get; }

    /// <summary>Adds the value of the cursor's current row.</summary>
    internal abstract void Add();

    /// <summary>Writes what was collected, and starts over.</summary>
    internal abstract void WriteTo(IBufferWriter<byte> target);
}
