using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MlNet.Sequences;

/// <summary>
/// An encoded data set on disk, open for reading. The footer is checked on opening, a chunk of rows when it is first read.
/// Thread-safe.
/// </summary>
/// <remarks>
/// If another program truncates a mapped file, reading the missing part crashes the process. Well-behaved programs do not: the
/// library replaces caches and never writes into one, .NET refuses to open a file for writing while it is open here, and a
/// deleted or replaced file stays intact for those who have it open. As a safeguard against others, the length is checked before
/// each access.
/// </remarks>
internal sealed class CacheFile : IDisposable
{
    private readonly FileStream _file;
    private readonly MemoryMappedFile _mapping;
    private readonly ChunkPlace[] _places;
    private readonly long[] _firstRows; // of each block, and the end of the last
    private readonly bool[] _checked;

    private CacheFile(string path, FileStream file, CacheManifest manifest, byte[] model, int[] blocks, ChunkPlace[] places)
    {
        (Path, _file, Manifest, Model, _places) = (path, file, manifest, model, places);
        Length = file.Length;
        _checked = new bool[places.Length];
        _firstRows = new long[blocks.Length + 1];
        for (int i = 0; i < blocks.Length; i++)
            _firstRows[i + 1] = _firstRows[i] + blocks[i];
        _mapping = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
    }

    internal string Path { get; }

    internal long Length { get; }

    internal CacheManifest Manifest { get; }

    /// <summary>The fitted steps, as saved by ML.NET.</summary>
    internal byte[] Model { get; }

    internal int Blocks => _firstRows.Length - 1;

    /// <summary>Opens a cache.</summary>
    /// <param name="path">The cache's path.</param>
    /// <param name="movesTo">The path that it is about to be moved to, which messages name; null if it stays.</param>
    /// <returns>The cache, or null if there is no file, or an empty one.</returns>
    /// <exception cref="IOException">Something else has this name and is not overwritten.</exception>
    /// <exception cref="InvalidDataException">The cache is damaged or of another version: it must be rebuilt.</exception>
    internal static CacheFile? Open(string path, string? movesTo = null)
    {
        if (Directory.Exists(path))
            throw new IOException($"A cache is a file; '{path}' is a folder. Name a file in it.");
        if (!File.Exists(path))
            return null;
        InputFile.Check(path);
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        }
        catch (FileNotFoundException)
        {
            return null; // another process has removed it since the check
        }

        try
        {
            if (file.Length > 0)
                return Read(movesTo ?? path, file);
            file.Dispose();
            return null;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The number of rows of a block.</summary>
    internal int RowsIn(int block) => (int)(_firstRows[block + 1] - _firstRows[block]);

    /// <summary>The place of a row: its block, and its index there.</summary>
    internal (int Block, int Row) Find(long row)
    {
        int at = Array.BinarySearch(_firstRows, row);
        int block = at >= 0 ? at : ~at - 1;
        return (block, (int)(row - _firstRows[block]));
    }

    internal long FirstRowOf(int block) => _firstRows[block];

    internal ChunkPlace PlaceOf(int block, int column) => _places[block * Manifest.Columns.Count + column];

    /// <summary>Maps a part of the file; the caller disposes it.</summary>
    /// <exception cref="InvalidDataException">Another program truncated the file.</exception>
    internal MemoryMappedViewAccessor Map(long offset, long length)
    {
        CheckLength();
        return _mapping.CreateViewAccessor(offset, length, MemoryMappedFileAccess.Read);
    }

    /// <exception cref="InvalidDataException">Another program truncated the file.</exception>
    internal void CheckLength()
    {
        if (RandomAccess.GetLength(_file.SafeFileHandle) < Length)
            throw Damaged("was truncated while it was in use");
    }

    /// <summary>Checks a chunk that is read for the first time.</summary>
    /// <exception cref="InvalidDataException">It is damaged; the cache is removed.</exception>
    internal void CheckOnce(int block, int column, ReadOnlySpan<byte> chunk)
    {
        int index = block * Manifest.Columns.Count + column;
        if (Volatile.Read(ref _checked[index]))
            return;
        if (Crc32C.Remainder(chunk) != _places[index].Checksum)
            throw Damaged($"is damaged in the rows from {_firstRows[block]} on, column '{Manifest.Columns[column].Name}'");
        Volatile.Write(ref _checked[index], true);
    }

    /// <summary>Checks all chunks.</summary>
    /// <exception cref="InvalidDataException">One is damaged; the cache is removed.</exception>
    internal void CheckAll()
    {
        using var row = new CachedRow(this, mapsAll: false);
        for (int block = 0; block < Blocks; block++)
        {
            row.MoveTo(block, 0);
            for (int column = 0; column < Manifest.Columns.Count; column++)
                row.OpenChunk(column).Dispose();
        }
    }

    public void Dispose()
    {
        _mapping.Dispose();
        _file.Dispose();
    }

    private static CacheFile Read(string path, FileStream file)
    {
        Span<byte> header = stackalloc byte[CacheLayout.HeaderSize];
        header = header[..file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false)];
        if (!header.StartsWith(CacheLayout.Magic))
        {
            throw new IOException(
                $"'{path}' is not a cache of encoded data and is not overwritten. Choose another path, or remove the file if " +
                "it isn't needed.");
        }

        var (offset, length, sha256) = CacheLayout.ReadHeader(header, file.Length);
        byte[] footer = new byte[length];
        RandomAccess.Read(file.SafeFileHandle, footer, offset);
        if (!SHA256.HashData(footer).AsSpan().SequenceEqual(sha256))
            throw new InvalidDataException("its footer is damaged");
        using var reader = new BinaryReader(new MemoryStream(footer), Encoding.UTF8);
        try
        {
            var manifest = JsonSerializer.Deserialize<CacheManifest>(ReadPart(reader), ModelManifest.Json)
                ?? throw new InvalidDataException("its footer has no description");
            byte[] model = ReadPart(reader);
            long blockCount = manifest.Blocks, placeCount = blockCount * manifest.Columns.Count,
                left = footer.Length - reader.BaseStream.Position;
            if (blockCount < 0 || (blockCount * sizeof(int)) + (placeCount * Unsafe.SizeOf<ChunkPlace>()) != left)
                throw new InvalidDataException("its footer is invalid");
            var blocks = new int[blockCount];
            var places = new ChunkPlace[placeCount];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(blocks.AsSpan()));
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(places.AsSpan()));
            if (blocks.Any(rows => rows < 1) || blocks.Sum(rows => (long)rows) != manifest.Rows
                || !CacheLayout.FollowEachOther(places, offset))
                throw new InvalidDataException("its footer is invalid");
            return new(path, file, manifest, model, blocks, places);
        }
        catch (Exception e) when (e is JsonException or EndOfStreamException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException($"its footer is invalid ({e.Message})", e);
        }
    }

    // A length, and that many bytes, which must exist before memory is allocated for them.
    private static byte[] ReadPart(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        return length >= 0 && length <= reader.BaseStream.Length - reader.BaseStream.Position
            ? reader.ReadBytes(length)
            : throw new EndOfStreamException($"a part of {length} bytes is missing");
    }

    // Removed, so that the next fit rebuilds it: nothing else would check all of it.
    private InvalidDataException Damaged(string what)
    {
        try
        {
            File.Delete(Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(
                $"The cache '{Path}' {what}, and can't be removed ({e.Message}). Remove it and fit again to rebuild it.",
                e);
        }

        return new($"The cache '{Path}' {what}, and was removed. Fit again to rebuild it.");
    }
}
