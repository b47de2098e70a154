using System.Buffers;

namespace MlNet.Sequences;

/// <summary>Gathers the values of one column for a block of rows, and gives them as a chunk of bytes.</summary>
internal abstract class ChunkWriter
{
    /// <summary>The bytes gathered so far.</summary>
    internal abstract long Size { get; }

    /// <summary>Takes in the value of the row that the cursor stands at.</summary>
    internal abstract void Add();

    /// <summary>Writes what was gathered, and begins anew.</summary>
    internal abstract void WriteTo(IBufferWriter<byte> target);
}
