namespace MlNet.Sequences;

/// <summary>Where the files of the data set lie: an archive or a folder.</summary>
internal interface IImdbSource
{
    /// <summary>The archive's or folder's path, for errors.</summary>
    string Path { get; }

    /// <summary>Lists all files, in any order. An entry's content can be opened only until the next entry is asked for.</summary>
    IEnumerable<ImdbEntry> Entries();
}

/// <summary>A file of the data set.</summary>
/// <param name="Path">Its path in the archive or folder, with '/' between the parts.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Open">Opens its content; the caller disposes of it.</param>
internal readonly record struct ImdbEntry(string Path, long Length, Func<Stream> Open);
