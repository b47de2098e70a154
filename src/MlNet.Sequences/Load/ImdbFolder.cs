namespace MlNet.Sequences;

/// <summary>The unpacked data set: the folder that contains train and test, or the one that contains aclImdb.</summary>
internal sealed class ImdbFolder : IImdbSource
{
    /// <exception cref="InvalidDataException">Neither the folder nor its aclImdb contains a train folder.</exception>
    internal ImdbFolder(string path)
    {
        string inner = System.IO.Path.Combine(path, "aclImdb");
        Path = Directory.Exists(System.IO.Path.Combine(path, "train")) ? path
            : Directory.Exists(System.IO.Path.Combine(inner, "train")) ? inner
            : throw new InvalidDataException($"The folder of the data set must contain the folder train, or aclImdb/train; " +
                $"'{path}' contains neither. Pass the folder that the archive unpacks to, or the archive itself.");
    }

    public string Path { get; }

    public IEnumerable<ImdbEntry> Entries()
    {
        foreach (string films in ImdbFilms.Paths)
        {
            string file = System.IO.Path.Combine(Path, films);
            if (File.Exists(file))
                yield return new ImdbEntry(films, InputFile.Check(file).Length,
                    () => new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0));
        }

        foreach (string folder in ImdbFileName.Folders)
        {
            var directory = new DirectoryInfo(System.IO.Path.Combine(Path, folder));
            if (!directory.Exists)
                continue;

            foreach (FileSystemInfo file in directory.EnumerateFileSystemInfos())
            {
                // Hidden files, and folders that aren't named like a review, do not belong to the data set.
                if (file.Name[0] == '.' || (file is DirectoryInfo && !file.Name.EndsWith(".txt", StringComparison.Ordinal)))
                    continue;

                // A buffer would only be copied again: the reader asks for the whole file at once.
                yield return new ImdbEntry($"{folder}/{file.Name}", InputFile.Check(file.FullName).Length,
                    () => new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0));
            }
        }
    }
}
