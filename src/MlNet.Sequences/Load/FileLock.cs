namespace MlNet.Sequences;

/// <summary>A file that one process at a time holds open. The system releases it if the process dies.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <param name="path">The lock's file. It stays on disk: deleting it would let a third process in beside a second.</param>
    /// <param name="onWait">Called once if another process holds the lock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task<IDisposable> AcquireAsync(string path, Action onWait, CancellationToken cancellationToken)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeldByAnother(e))
            {
                if (isFirst)
                    onWait();
                await Task.Delay(Interval, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Whether a file could not be opened because another process, or another part of this one, holds it.</summary>
    // Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION. Elsewhere EWOULDBLOCK of flock: 11 on Linux, 35 on macOS.
    internal static bool IsHeldByAnother(IOException e) =>
        OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 32 or 33 : e.HResult is 11 or 35;
}
