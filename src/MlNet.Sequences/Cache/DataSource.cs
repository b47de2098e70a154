using System.Security.Cryptography;

namespace MlNet.Sequences;

/// <summary>
/// A file or folder that rows come from. Names, lengths and times show quickly whether it is unchanged; if these differ, or are
/// too recent to be trusted, the content is compared.
/// </summary>
internal sealed class DataSource(string path)
{
    /// <summary>The name without its parent folders, so that a project that moves keeps its caches.</summary>
    internal string Name { get; } = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

    /// <summary>The names, lengths and times of the files.</summary>
    /// <exception cref="FileNotFoundException">There is neither a file nor a folder at this path.</exception>
    internal SourceListing List()
    {
        using var digest = new ValueDigest();
        long newest = 0;
        foreach (var (name, file) in Files())
        {
            digest.Add(name);
            digest.Add(file.Length);
            digest.Add(file.LastWriteTimeUtc.Ticks);
            newest = Math.Max(newest, file.LastWriteTimeUtc.Ticks);
        }

        return new(digest.Finish(), newest);
    }

    /// <summary>The SHA-256 of all files with their names.</summary>
    internal string HashContents()
    {
        using var digest = new ValueDigest();
        foreach (var (name, file) in Files())
        {
            using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            digest.Add(name);
            digest.AddBytes(SHA256.HashData(content));
        }

        return digest.Finish();
    }

    private IEnumerable<(string Name, FileInfo File)> Files()
    {
        if (File.Exists(path))
            return [("", InputFile.Check(path))];
        if (!Directory.Exists(path))
        {
            throw new FileNotFoundException(
                $"The files that a cache's rows come from must exist; there is neither a file nor a folder '{path}'. " +
                "Correct the path.", path);
        }

        return new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(
                file => (
                    Name: Path.GetRelativePath(path, file.FullName).Replace(Path.DirectorySeparatorChar, '/'),
                    File: InputFile.Check(file.FullName)))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal);
    }
}

/// <param name="Digest">The SHA-256 of names, lengths and times.</param>
/// <param name="Newest">When the newest file was written, in UTC ticks.</param>
internal readonly record struct SourceListing(string Digest, long Newest);

/// <summary>What a cache stores about a source.</summary>
/// <param name="Name">The file's or folder's name.</param>
/// <param name="Listing">The digest of names, lengths and times.</param>
/// <param name="Contents">The SHA-256 of the files' contents.</param>
internal sealed record CachedSource(string Name, string Listing, string Contents);
