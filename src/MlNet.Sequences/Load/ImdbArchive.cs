using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;

namespace MlNet.Sequences;

/// <summary>
/// The data set in a .tar.gz or .tar file, read sequentially; nothing is unpacked to disk. Its first bytes, not its name, show
/// whether it is compressed.
/// </summary>
internal sealed class ImdbArchive(string path) : IImdbSource
{
    // A tar header is read in blocks of 512 bytes; a large buffer saves calls of the decompressor.
    private const int BufferSize = 1 << 18;

    // A Linux path has at most 4,096 bytes. The reader would hold larger headers in memory.
    private const int MaximumHeader = 1 << 20;

    private const string GetAgain =
        "Get the archive again: delete it and call LoadImdb() without a path, or download it by hand.";

    public string Path => path;

    public IEnumerable<ImdbEntry> Entries()
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0,
            FileOptions.SequentialScan);
        bool isGzip = IsGzip(file);
        using Stream plain = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var buffered = new BufferedStream(plain, BufferSize);
        using var stream = new CountingStream(buffered);
        using var reader = new TarReader(stream, leaveOpen: true);

        string? previous = null;
        long length = 0;
        while (Next(reader, stream, previous, length) is { } entry)
        {
            (previous, length) = (entry.Name, entry.Length);
            if (Check(entry) is { } name)
                yield return new ImdbEntry(name, entry.Length, () => entry.DataStream ?? Stream.Null);
        }

        Finish(stream, isGzip ? file : null, previous ?? "its beginning");
    }

    private TarEntry? Next(TarReader reader, CountingStream stream, string? previous, long length)
    {
        try
        {
            // The rest of the previous entry is skipped first.
            stream.Limit = stream.Count + length + MaximumHeader;
            var entry = reader.GetNextEntry();
            stream.Limit = long.MaxValue;
            return entry;
        }
        catch (InvalidDataException e) when (stream.IsBeyondLimit)
        {
            throw new InvalidDataException(
                $"The header of an archive's entry must be at most {MaximumHeader} bytes long; that after " +
                $"'{previous ?? "its beginning"}' in '{path}' is longer. Pack the data set again without extended attributes, " +
                "or don't use this archive.", e);
        }
        catch (NotSupportedException e)
        {
            throw Sparse($"the entry after '{previous ?? "its beginning"}'", e);
        }
        catch (Exception e) when (IsCorruption(e))
        {
            throw previous is null
                ? new InvalidDataException($"An archive must be a .tar.gz or a .tar file; the content of '{path}' is neither, " +
                    $"or corrupt from its beginning. {GetAgain}", e)
                : Corrupt(previous, e);
        }
    }

    /// <summary>Reads the rest after the last entry, so that the checksum at the end of the compressed data is checked.</summary>
    private void Finish(CountingStream stream, FileStream? gzip, string lastEntry)
    {
        try
        {
            stream.CopyTo(Stream.Null, BufferSize);
        }
        catch (Exception e) when (IsCorruption(e))
        {
            throw Corrupt(lastEntry, e);
        }

        if (gzip is null)
            return;

        // GZipStream takes the end of a truncated file for the end of the data, and then checks nothing. RFC 1952: a file's
        // last eight bytes are the CRC-32 of its data and their length, modulo 2^32.
        Span<byte> trailer = stackalloc byte[8];
        RandomAccess.Read(gzip.SafeFileHandle, trailer, Math.Max(0, gzip.Length - trailer.Length));
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != stream.Crc32
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != unchecked((uint)stream.Count))
            throw Corrupt(lastEntry, null);
    }

    /// <summary>The entry's path, or null if it is not a file.</summary>
    private string? Check(TarEntry entry)
    {
        string name = entry.Name.Replace('\\', '/');
        if (name.StartsWith('/') || name is [_, ':', ..] || name.Split('/').Contains(".."))
        {
            throw new InvalidDataException($"An archive's entries must be inside its own folder; received '{entry.Name}' in " +
                $"'{path}'. Nothing was written; don't use this archive.");
        }

        if (entry is PaxTarEntry { ExtendedAttributes: var attributes }
            && attributes.Keys.Any(key => key.StartsWith("GNU.sparse", StringComparison.Ordinal)))
            throw Sparse($"'{attributes.GetValueOrDefault("GNU.sparse.name", name)}'", null);

        switch (entry.EntryType)
        {
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                return name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
            case TarEntryType.Directory or TarEntryType.GlobalExtendedAttributes:
                return null;
            default:
                throw new InvalidDataException($"An archive must contain only files and folders; received the " +
                    $"{entry.EntryType} '{entry.Name}' in '{path}'. Pack the data set again without links, or don't use this " +
                    $"archive.");
        }
    }

    private bool IsGzip(FileStream file)
    {
        Span<byte> head = stackalloc byte[4];
        int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        head = head[..read];
        if (head is [0x1F, 0x8B, ..])
            return true;

        if (head.IsEmpty)
            throw new InvalidDataException($"An archive must be a .tar.gz or a .tar file; '{path}' is empty. {GetAgain}");
        if (head is [(byte)'P', (byte)'K', ..])
        {
            throw new InvalidDataException($"An archive must be a .tar.gz or a .tar file; '{path}' is a zip file. Unpack it " +
                "and pass the folder.");
        }

        if (head[0] == '<')
        {
            throw new InvalidDataException($"An archive must be a .tar.gz or a .tar file; '{path}' is a web page, which a " +
                $"server sent instead of the file. {GetAgain}");
        }

        if (path.EndsWith("gz", StringComparison.OrdinalIgnoreCase) && !IsTar(file))
        {
            throw new InvalidDataException($"An archive named .gz must be a gzip file, whose first bytes are 1F 8B; those of " +
                $"'{path}' are {BitConverter.ToString(head.ToArray()).Replace('-', ' ')}. {GetAgain}");
        }

        return false;
    }

    private static bool IsTar(FileStream file)
    {
        var header = new byte[512];
        int read = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return read == header.Length && header.AsSpan(257).StartsWith("ustar"u8);
    }

    // An archive stores only the nonzero parts of a sparse file, and a map of them.
    private InvalidDataException Sparse(string what, Exception? inner) =>
        new($"An archive must contain only complete files and folders; received {what} in '{path}', a sparse file or another " +
        "entry that GNU tar alone " +
            "knows. Pack the data set again without tar's option --sparse (-S).", inner);

    private InvalidDataException Corrupt(string where, Exception? inner) =>
        new($"An archive must be complete; '{path}' is truncated or corrupt after '{where}'. {GetAgain}", inner);

    // The reader throws FormatException and ArgumentException too, if a header's fields are not numbers or times.
    private static bool IsCorruption(Exception e) =>
        e is EndOfStreamException or InvalidDataException or FormatException or ArgumentException or OverflowException
            or InvalidOperationException;
}
