using System.Formats.Tar;

namespace MlNet.Sequences;

/// <summary>
/// What may be read as a file: a regular file, or a link to one. Opening a FIFO waits until something writes to it, a device may
/// never end, and data that are read twice must not change.
/// </summary>
internal static class InputFile
{
    private const string Gzip = ".gz";

    /// <summary>Whether the name of a file says that it is compressed with gzip.</summary>
    internal static bool IsCompressed(string path) => path.EndsWith(Gzip, StringComparison.OrdinalIgnoreCase);

    /// <summary>The path without .gz.</summary>
    internal static string Uncompressed(string path) => IsCompressed(path) ? path[..^Gzip.Length] : path;

    /// <summary>The file that a path leads to, with the length of the file rather than of a link.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist, or is a link that leads nowhere.</exception>
    /// <exception cref="IOException">It is not a regular file; the message says what it is.</exception>
    internal static FileInfo Check(string path)
    {
        var file = new FileInfo(path);
        bool isLink = file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint);
        if (isLink)
            file = Resolve(file);
        if (!file.Exists)
        {
            throw Directory.Exists(path) ? NoFile(path, "a folder")
                : new FileNotFoundException(
                    isLink ? $"A link must lead to a file; '{path}' leads nowhere. Remove it."
                    : IsUnreadable(path) ? NotUtf8(path)
                    : $"'{path}' does not exist. Correct the path.", path);
        }

        // Other kinds have no length. TarWriter is the only part of .NET that distinguishes them without opening them.
        return file.Length == 0 && KindOf(file.FullName) is { } kind ? throw NoFile(path, kind) : file;
    }

    /// <summary>Whether a name from the system has bytes that aren't UTF-8: .NET can't open such files.</summary>
    internal static bool IsUnreadable(string path) => path.Contains('\uFFFD', StringComparison.Ordinal);

    /// <summary>The message about a file or folder with such a name.</summary>
    internal static string NotUtf8(string path) => $"A name must be UTF-8 to be opened; that of '{path}' is not. Rename it.";

    private static FileInfo Resolve(FileInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? link;
        }
        catch (IOException e)
        {
            throw new FileNotFoundException($"A link must lead to a file; '{link}' does not: {e.Message}", link.FullName, e);
        }
    }

    private static string? KindOf(string path)
    {
        using var memory = new MemoryStream();
        try
        {
            using var writer = new TarWriter(memory, leaveOpen: true);
            writer.WriteEntry(path, "file");
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return "a socket, or something else that can't be read as a file";
        }
        catch (Exception e) when (e is UnauthorizedAccessException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // opening it reports the error
        }

        memory.Position = 0;
        using var reader = new TarReader(memory);
        return reader.GetNextEntry()?.EntryType switch
        {
            TarEntryType.Fifo => "a FIFO (named pipe)",
            TarEntryType.CharacterDevice or TarEntryType.BlockDevice => "a device",
            _ => null,
        };
    }

    private static IOException NoFile(string path, string kind) =>
        new($"An input must be a regular file, or a link to one; '{path}' is {kind}. Copy its content into a file.");
}
