using System.IO.MemoryMappedFiles;

namespace MlNet.Sequences;

/// <summary>
/// A cursor's current row: maps its block, so that only one block of a file, however large, counts as the process's memory; or
/// the whole file, for rows in random order.
/// </summary>
/// <param name="file">The cache.</param>
/// <param name="mapsAll">Whether rows come in random order.</param>
internal sealed class CachedRow(CacheFile file, bool mapsAll) : IDisposable
{
    private MemoryMappedViewAccessor? _view;
    private long _viewStart;
    private int _block = -1;
    private bool _isDisposed;

    internal int RowInBlock { get; private set; }

    internal int RowsInBlock => file.RowsIn(_block);

    internal void MoveTo(int block, int row)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        RowInBlock = row;
        if (block == _block)
            return;
        if (!mapsAll || _view is null)
        {
            var (start, end) = mapsAll ? (0, file.Length) : BoundsOf(block);
            _view?.Dispose();
            _view = file.Map(start, end - start);
            _viewStart = start;
        }

        _block = block;
    }

    /// <summary>A column's chunk in the current block, valid until it is disposed.</summary>
    internal unsafe Chunk OpenChunk(int column)
    {
        ObjectDisposedException.ThrowIf(_isDisposed || _view is null, this);
        var place = file.PlaceOf(_block, column);
        file.CheckLength();
        var handle = _view!.SafeMemoryMappedViewHandle;
        bool isHeld = false;
        handle.DangerousAddRef(ref isHeld); // so that disposing the cursor on another thread waits for the read
        var bytes = new ReadOnlySpan<byte>(
            (byte*)handle.DangerousGetHandle() + _view.PointerOffset + (place.Offset - _viewStart), place.Length);
        var chunk = new Chunk(handle, bytes);
        try
        {
            file.CheckOnce(_block, column, bytes);
        }
        catch
        {
            chunk.Dispose();
            throw;
        }

        return chunk;
    }

    public void Dispose()
    {
        _isDisposed = true;
        _view?.Dispose();
    }

    private (long Start, long End) BoundsOf(int block)
    {
        var (first, last) = (file.PlaceOf(block, 0), file.PlaceOf(block, file.Manifest.Columns.Count - 1));
        return (first.Offset, last.Offset + last.Length);
    }

    /// <summary>Bytes of the file that stay mapped until this is disposed.</summary>
    internal readonly ref struct Chunk(Microsoft.Win32.SafeHandles.SafeMemoryMappedViewHandle handle, ReadOnlySpan<byte> bytes)
    {
        internal ReadOnlySpan<byte> Bytes { get; } = bytes;

        public void Dispose() => handle.DangerousRelease();
    }
}
