using System.Security.Cryptography;

namespace MlNet.Sequences;

/// <summary>
/// A file or folder that rows come from. Whether it is the same is seen from names, lengths and times, in no time; and where
/// these differ, or are too young to be trusted, from the content.
/// </summary>
internal sealed class DataSource(string path)
{
    /// <summary>The name without the folders before it, so that a project which moves keeps its caches.</summary>
    internal string Name { get; } = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

    /// <summary>What the files are called, how long they are and when each was written.</summary>
    /// <exception cref="FileNotFoundException">There is neither a file nor a folder of this path.</exception>
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
                $"The files that a cache's rows come from must be there; there is neither a file nor a folder '{path}'. " +
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
/// <param name="Newest">When the youngest file was written, in UTC ticks.</param>
internal readonly record struct SourceListing(string Digest, long Newest);

/// <summary>What a cache remembers of a source.</summary>
/// <param name="Name">The file's or folder's name.</param>
/// <param name="Listing">The digest of names, lengths and times.</param>
/// <param name="Contents">The SHA-256 of what is in the files.</param>
internal sealed record CachedSource(string Name, string Listing, string Contents);
