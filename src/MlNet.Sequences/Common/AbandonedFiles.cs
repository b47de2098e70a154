namespace MlNet.Sequences;

/// <summary>Removes the temporary files of processes that were killed while they wrote them.</summary>
internal static class AbandonedFiles
{
    // What is younger may be another process's that has made it and is about to lock it, or to move it.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Removes those that no process holds: whoever writes one keeps it open, which locks it, and the system ends that with the
    /// process.
    /// </summary>
    /// <param name="folder">The folder; what can't be looked at or removed stays, and is in the way of nothing but space.</param>
    /// <param name="pattern">Their names, with <c>*</c> for what differs.</param>
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
            // Another process holds it, or it is another user's.
        }
    }
}
