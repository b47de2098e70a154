namespace MlNet.Sequences.Serving;

/// <summary>Differs once another file is moved into a file's place, or a symbolic link leads to another one.</summary>
internal readonly record struct FileStamp(long Length, DateTime Written, DateTime Created)
{
    /// <summary>The stamp of a file now.</summary>
    /// <exception cref="IOException">The file does not exist, or can't be read.</exception>
    internal static FileStamp Of(string path)
    {
        // A handle follows symbolic links, as those of mounted volumes.
        using var handle = File.OpenHandle(path);
        return new(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle), File.GetCreationTimeUtc(handle));
    }
}
