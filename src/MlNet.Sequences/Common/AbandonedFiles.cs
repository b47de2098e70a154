namespace MlNet.Sequences;

/// <summary>Removes the temporary files of processes that were killed while writing.</summary>
internal static class AbandonedFiles
{
    // A newer file may belong to another process that is about to lock it, or to move it.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Removes those that no process holds: a writer keeps its file open, which locks it, and the system releases the lock with
    /// the process.
    /// </summary>
    /// <param name="folder">The folder; files that can't be examined or removed stay, and only take space.</param>
    /// <param name="pattern">Their names, with <c>*</c> for the varying part.</param>
    internal static void Remove(string folder, string pattern)
    {
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles(pattern))
                RemoveIfAbandoned(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder can't be listed.
        }
    }

    private static void RemoveIfAbandoned(FileInfo file)
    {
        if (file.LinkTarget is not null || DateTime.UtcNow - file.LastWriteTimeUtc < AbandonedAfter)
            return;
        try
        {
            new FileStream(
                file.FullName, FileMode.Open, FileAccess.ReadWrite, FileShare.None, bufferSize: 0,
                FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process holds it, or it belongs to another user.
        }
    }
}
