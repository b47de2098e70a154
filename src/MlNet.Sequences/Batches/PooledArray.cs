using System.Buffers;

namespace MlNet.Sequences;

/// <summary>
/// Arrays of batches, out of the runtime's pool: they are so large that they would otherwise lie in memory until the collector
/// comes for the whole heap. Each has one owner, who gives it back once, when nothing reads it any more; one that is never given
/// back is garbage as any other.
/// </summary>
internal static class PooledArray
{
    /// <summary>An array at least so long, of zeros as far as that.</summary>
    internal static T[] Zeros<T>(int length)
        where T : unmanaged
    {
        var array = Of<T>(length);
        array.AsSpan(0, length).Clear();
        return array;
    }

    /// <summary>An array at least so long, which holds anything.</summary>
    internal static T[] Of<T>(int length)
        where T : unmanaged => length == 0 ? [] : ArrayPool<T>.Shared.Rent(length);

    /// <summary>
    /// Gives an array back. Who comes a second time, or reads on, finds an empty one, and never what is another's by now.
    /// </summary>
    internal static void Return<T>(ref T[] array)
        where T : unmanaged
    {
        var returned = Interlocked.Exchange(ref array, []);
        if (returned.Length > 0)
            ArrayPool<T>.Shared.Return(returned);
    }
}
