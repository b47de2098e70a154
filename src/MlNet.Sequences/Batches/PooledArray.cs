using System.Buffers;

namespace MlNet.Sequences;

/// <summary>
/// Arrays of batches from the runtime's pool: they are so large that they would otherwise stay in memory until a full garbage
/// collection. Each has one owner, which returns it once, when nothing reads it any more; an array that is never returned is
/// ordinary garbage.
/// </summary>
internal static class PooledArray
{
    /// <summary>An array of at least this length, zeroed up to it.</summary>
    internal static T[] Zeros<T>(int length)
        where T : unmanaged
    {
        var array = Of<T>(length);
        array.AsSpan(0, length).Clear();
        return array;
    }

    /// <summary>An array of at least this length, with arbitrary contents.</summary>
    internal static T[] Of<T>(int length)
        where T : unmanaged => length == 0 ? [] : ArrayPool<T>.Shared.Rent(length);

    /// <summary>
    /// Returns an array and clears the caller's reference, so a second return or a late read is harmless.
    /// </summary>
    internal static void Return<T>(ref T[] array)
        where T : unmanaged
    {
        var returned = Interlocked.Exchange(ref array, []);
        if (returned.Length > 0)
            ArrayPool<T>.Shared.Return(returned);
    }
}
