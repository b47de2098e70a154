using System.IO.Enumeration;

namespace MlNet.Sequences;

/// <summary>Lists the texts of a folder with a folder for each class.</summary>
internal static class TextFolderReader
{
    /// <summary>The classes' names in ordinal order, and their files in ordinal order class by class.</summary>
    /// <exception cref="ArgumentException">The path or pattern is null or empty, or the pattern contains a folder.</exception>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="InvalidDataException">
    /// There are no classes, one has no texts, or a text is empty or too large.
    /// </exception>
    /// <exception cref="IOException">A text is neither a regular file nor a link to one.</exception>
    internal static (IReadOnlyList<string> Classes, IReadOnlyList<TextFile> Files) List(string path, string searchPattern)
    {
        Check(path, searchPattern);
        string root = Path.GetFullPath(path);
        string[] classes = [.. Entries(root, recurse: false, IsVisibleFolder).Select(folder => Path.GetFileName(folder.Path))];
        if (classes.Length == 0)
        {
            throw new InvalidDataException($"A folder of texts must contain a folder for each class; '{path}' contains none. " +
                "Put the texts of each class into a folder of its name.");
        }

        Array.Sort(classes, StringComparer.Ordinal);
        var files = new List<TextFile>();
        for (int i = 0; i < classes.Length; i++)
        {
            var found = new List<TextFile>();
            string folder = Path.Combine(root, classes[i]);
            if (InputFile.IsUnreadable(classes[i]) && !Directory.Exists(folder))
                throw new DirectoryNotFoundException(InputFile.NotUtf8(folder));
            foreach ((string file, long length) in Entries(folder, recurse: true,
                (ref entry) => IsVisibleFile(ref entry) && FileSystemName.MatchesSimpleExpression(searchPattern, entry.FileName)))
            {
                Utf8Text.CheckLength($"'{file}'", length);
                found.Add(new TextFile((uint)i + 1, Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'),
                    file));
            }

            if (found.Count == 0)
            {
                throw new InvalidDataException($"Each class must have a text; the folder '{folder}' contains no file " +
                    $"{searchPattern}. Remove the folder or pass a search pattern that its files match.");
            }

            found.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
            files.AddRange(found);
        }

        return (classes, files);
    }

    private static void Check(string path, string searchPattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentException.ThrowIfNullOrWhiteSpace(searchPattern);
        if (searchPattern.AsSpan().ContainsAny('/', '\\'))
        {
            throw new ArgumentException($"A search pattern must match file names; received '{searchPattern}', which names " +
                "a folder. Leave the folder out: all folders of a class are searched.", nameof(searchPattern));
        }

        if (!Directory.Exists(path))
        {
            throw new DirectoryNotFoundException($"The path must be that of a folder; '{Path.GetFullPath(path)}' " +
                (File.Exists(path) ? "is a file. Pass the folder that contains the classes' folders."
                    : "doesn't exist. Correct the path."));
        }
    }

    private static FileSystemEnumerable<(string Path, long Length)> Entries(string folder, bool recurse,
        FileSystemEnumerable<(string Path, long Length)>.FindPredicate include)
    {
        return new FileSystemEnumerable<(string Path, long Length)>(folder,
            (ref entry) => (entry.ToFullPath(), Length(ref entry)),
            new EnumerationOptions
            {
                RecurseSubdirectories = recurse,
                IgnoreInaccessible = false,
                AttributesToSkip = FileAttributes.None
            })
        {
            ShouldIncludePredicate = include,

            // A link to a parent folder would never end.
            ShouldRecursePredicate = (ref entry) => IsVisibleFolder(ref entry)
                && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
    }

    // Data sets are often folders of links into a store; the length is that of the link's target. The system reported the length
    // of other entries; an entry of length 0 may not be a file.
    private static long Length(ref FileSystemEntry entry) =>
        entry.IsDirectory
        || (entry.Length > 0 && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && !entry.FileName.Contains('\uFFFD'))
            ? entry.Length : InputFile.Check(entry.ToFullPath()).Length;

    private static bool IsVisibleFolder(ref FileSystemEntry entry) => entry.IsDirectory && !IsHidden(ref entry);

    private static bool IsVisibleFile(ref FileSystemEntry entry) => !entry.IsDirectory && !IsHidden(ref entry);

    private static bool IsHidden(ref FileSystemEntry entry) =>
        entry.FileName.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden);
}
