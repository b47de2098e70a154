using System.Text.RegularExpressions;

namespace MlNet.Sequences;

/// <summary>
/// A file that appears whole or not at all: it is written under a temporary name next to its destination, flushed to disk, and
/// moved there. An existing file is unchanged until then, and passes on its permissions; a link stays a link. Temporary files
/// that killed processes left in the folder are removed.
/// </summary>
/// <remarks>Errors name the requested file, never the temporary one.</remarks>
internal sealed partial class WholeFile : IDisposable
{
    private const string Prefix = ".mlnet-sequences-", Extension = ".tmp";

    private readonly string _path;
    private readonly string _subject;
    private readonly string _remedy;
    private readonly string _target;
    private FileStream _stream;
    private bool _isComplete;
    private bool _isMoved;

    private WholeFile(string path, string subject, string remedy, string target)
    {
        (_path, _subject, _remedy, _target) = (path, subject, remedy, target);
        string folder = Path.GetDirectoryName(target)!;
        AbandonedFiles.Remove(folder, TemporaryNames);
        TemporaryPath = Path.Combine(folder, $"{Prefix}{Path.GetRandomFileName()}{Extension}");
        try
        {
            _stream = new FileStream(TemporaryPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    /// <summary>The names of temporary files, as a search pattern.</summary>
    internal static string TemporaryNames => $"{Prefix}*{Extension}";

    /// <summary>The temporary file's path.</summary>
    internal string TemporaryPath { get; }

    /// <summary>The stream to write to. Use it within <see cref="Guard"/>, so that its errors name the right file.</summary>
    internal FileStream Stream => _stream;

    /// <summary>Creates the temporary file.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="subject">The file's name in errors, such as "The cache"; empty for its path alone.</param>
    /// <param name="remedy">The errors' advice if the disk is full or the file may not be written, in whole sentences.</param>
    /// <exception cref="IOException">
    /// The path is a folder or a device, or its folder is missing (<see cref="DirectoryNotFoundException"/>) or does not accept
    /// files.
    /// If permission is denied, the inner exception is an <see cref="UnauthorizedAccessException"/>.
    /// </exception>
    internal static WholeFile Create(string path, string subject, string remedy) =>
        new(path, subject, remedy, Resolve(path, subject));

    /// <summary>Writes a file; if writing fails, nothing of it is left.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="subject">The file's name in errors, such as "The cache"; empty for its path alone.</param>
    /// <param name="remedy">The errors' advice if the disk is full or the file may not be written, in whole sentences.</param>
    /// <param name="write">Writes the content; its own errors pass through.</param>
    /// <exception cref="IOException">The file can't be written, as with <see cref="Create"/>, or the disk is full.</exception>
    internal static void Write(string path, string subject, string remedy, Action<Stream> write)
    {
        using var file = Create(path, subject, remedy);
        file.Guard(() => write(file.Stream));
        file.Commit();
    }

    /// <summary>
    /// Runs an action on the temporary file; errors about it become errors about the requested file.
    /// </summary>
    /// <exception cref="IOException">The disk is full, or the file can't be written for another reason.</exception>
    internal void Guard(Action act)
    {
        try
        {
            act();
        }
        catch (Exception e) when (AboutTheTemporaryFile(e) is { } cause)
        {
            throw Unwritable(cause);
        }
    }

    /// <summary>
    /// Flushes the content to disk, and lets others in this process read it under its temporary name, to check it before it is
    /// moved. It stays locked, so that no other process considers it abandoned.
    /// </summary>
    /// <exception cref="IOException">The disk is full, or the file can't be written for another reason.</exception>
    internal void Complete() => Guard(() =>
    {
        _stream.Flush(flushToDisk: true);
        File.SetLastWriteTimeUtc(_stream.SafeFileHandle, DateTime.UtcNow); // New files are not removed, even unlocked.
        _stream.Dispose();
        _stream = new FileStream(TemporaryPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        _isComplete = true;
    });

    /// <summary>Completes the file if necessary, and moves it to its destination.</summary>
    /// <exception cref="IOException">The file can't be written or moved.</exception>
    internal void Commit()
    {
        if (!_isComplete)
            Complete();
        try
        {
            File.SetLastWriteTimeUtc(TemporaryPath, DateTime.UtcNow); // A check may have taken long.
            _stream.Dispose();
            if (!OperatingSystem.IsWindows() && File.Exists(_target))
                File.SetUnixFileMode(TemporaryPath, File.GetUnixFileMode(_target));
            File.Move(TemporaryPath, _target, overwrite: true);
            _isMoved = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(e);
        }
    }

    /// <summary>Deletes the temporary file unless it has been moved.</summary>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // On a full disk, the partial file is deleted now.
        }

        if (_isMoved)
            return;
        try
        {
            File.Delete(TemporaryPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The error that led here is the one to report; a later write removes the file.
        }
    }

    private static string Resolve(string path, string subject)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full) || Path.EndsInDirectorySeparator(path))
            throw new IOException($"{Named(path, subject)} can't be written: it is a folder. Name a file in it.");

        // A link stays a link: its target is replaced. Moved over a device, a file would replace the device.
        if (File.Exists(full) && new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true) is { } target)
            full = target.FullName;
        if (full.StartsWith("/dev/", StringComparison.Ordinal))
            throw new IOException($"{Named(path, subject)} can't be written: it is a device. Name a file instead.");

        string folder = Path.GetDirectoryName(full)!;
        return Directory.Exists(folder) ? full : throw new DirectoryNotFoundException(
            $"{Named(path, subject)} can't be written: the folder '{folder}' does not exist. Create it or choose another.");
    }

    private Exception? AboutTheTemporaryFile(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is IOException or UnauthorizedAccessException
                && exception.Message.Contains(TemporaryPath, StringComparison.Ordinal))
                return exception;
        }

        return null;
    }

    private IOException Unwritable(Exception cause)
    {
        string reason = cause switch
        {
            UnauthorizedAccessException => "permission is denied",
            DirectoryNotFoundException => "its folder does not exist",
            FileNotFoundException => "its folder does not accept files",
            _ => PathAtEnd().Replace(cause.Message, "").Replace(TemporaryPath, "it", StringComparison.Ordinal).TrimEnd('.'),
        };
        return new IOException($"{Named(_path, _subject)} can't be written: {reason}. {_remedy}", cause);
    }

    private static string Named(string path, string subject) => subject.Length == 0 ? $"'{path}'" : $"{subject} '{path}'";

    [GeneratedRegex(@"\.? : '[^']*'\z")]
    private static partial Regex PathAtEnd();
}
