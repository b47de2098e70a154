namespace MlNet.Sequences;

/// <summary>The source of the data set's files: an archive or a folder.</summary>
internal interface IImdbSource
{
    /// <summary>The archive's or folder's path, for errors.</summary>
    string Path { get; }

    /// <summary>Lists all files, in any order. An entry's content can be opened only until the next entry is requested.</summary>
    IEnumerable<ImdbEntry> Entries();
}

/// <summary>A file of the data set.</summary>
/// <param name="Path">Its path in the archive or folder, separated by '/'.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Open">Opens its content; the caller disposes it.</param>
internal readonly record struct ImdbEntry(string Path, long Length, Func<Stream> Open);
