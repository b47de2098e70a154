using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace MlNet.Sequences.Cli;

/// <summary>
/// A file that appears whole or not at all: written under a temporary name beside its place, flushed to the disk, and moved there. An
/// earlier file of the name stays as it was until then. Temporary files that a killed process left in the folder are removed.
/// </summary>
internal sealed partial class AtomicFile : IDisposable
{
    private const string Prefix = $".{Tool.Name}-", Extension = ".tmp", ScratchExtension = ".d";

    // A disk that is full takes an empty file.
    private const int BytesToTry = 1 << 16;

    private static readonly ConcurrentDictionary<string, bool> Temporaries = new();

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;

    private AtomicFile(string path)
    {
        _path = Resolve(path);
        _temporary = Path.Combine(Path.GetDirectoryName(_path)!, $"{Prefix}{Path.GetRandomFileName()}{Extension}");
        RemoveAbandoned(Path.GetDirectoryName(_path)!);
        Temporaries[_temporary] = true;
        try
        {
            _stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Temporaries.TryRemove(_temporary, out _);
            throw new FailureException(
                $"'{path}' can't be written: {Reason(e, _temporary)}. Choose a place where files can be written.", e);
        }
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="write">Writes the content; where it fails there is no file, or the earlier one.</param>
    /// <exception cref="FailureException">The path is a folder or a device, its folder is missing or takes no files, or the disk is full.</exception>
    internal static void Write(string path, Action<Stream> write) => Write(path, file => write(file._stream));

    /// <summary>Writes a file with the help of a folder beside it for temporary files, which is gone afterwards.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    internal static void WriteWithScratch(string path, Action<Stream, string> write) => Write(path, file =>
    {
        string scratch = file._temporary + ScratchExtension;
        Temporaries[scratch] = true;
        try
        {
            Directory.CreateDirectory(scratch);
            write(file._stream, scratch);
        }
        finally
        {
            Delete(scratch);
            Temporaries.TryRemove(scratch, out _);
        }
    });

    private static void Write(string path, Action<AtomicFile> write, bool isKept = true)
    {
        using var file = new AtomicFile(path);
        try
        {
            write(file);
            file._stream.Flush(flushToDisk: true);
            if (isKept)
                file.Commit();
        }
        catch (Exception e) when (Failures.Unwrap(e) is IOException cause && cause.Message.Contains(file._temporary, StringComparison.Ordinal))
        {
            throw new FailureException(
                $"'{path}' can't be written: {Reason(cause, file._temporary)}. Make room or choose another place; an earlier file is as it was.", e);
        }
    }

    /// <summary>Fails now where <see cref="Write(string, Action{Stream})"/> would, so that no hour of training ends with it.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})" path="/exception"/>
    internal static void CheckWritable(string path) => Write(path, file => file._stream.Write(new byte[BytesToTry]), isKept: false);

    /// <summary>Called when the process is about to end in the middle of its work.</summary>
    internal static void DeleteTemporaryFiles()
    {
        foreach (string path in Temporaries.Keys.OrderByDescending(path => path.Length)) // what lies in a folder beside a file goes first
            Delete(path);
    }

    private void Commit()
    {
        File.SetLastWriteTimeUtc(_stream.SafeFileHandle, DateTime.UtcNow); // It is not held any more when it moves.
        _stream.Dispose();
        if (!OperatingSystem.IsWindows() && File.Exists(_path))
            File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_path));
        File.Move(_temporary, _path, overwrite: true);
        Temporaries.TryRemove(_temporary, out _);
    }

    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // On a full disk: what it could not write is deleted now.
        }

        if (Temporaries.TryRemove(_temporary, out _))
            Delete(_temporary);
    }

    /// <summary>Why, without the path of the temporary file, which the user never chose.</summary>
    private static string Reason(Exception exception, string path) => exception switch
    {
        UnauthorizedAccessException => "permission is denied",
        DirectoryNotFoundException => "its folder is not there",
        FileNotFoundException => "its folder takes no files",
        _ => PathAtEnd().Replace(Failures.Describe(exception), "").Replace(path, "it", StringComparison.Ordinal).TrimEnd('.'),
    };

    [GeneratedRegex(" : '[^']*'\\z")]
    private static partial Regex PathAtEnd();

    /// <summary>What killed processes left: the files that nobody holds, and folders whose file is gone.</summary>
    private static void RemoveAbandoned(string folder)
    {
        AbandonedFiles.Remove(folder, $"{Prefix}*{Extension}");
        try
        {
            foreach (string scratch in Directory.EnumerateDirectories(folder, $"{Prefix}*{Extension}{ScratchExtension}"))
            {
                if (!File.Exists(scratch[..^ScratchExtension.Length]))
                    Delete(scratch);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder can't be listed; what is in the way of a file shows when that is made.
        }
    }

    private static string Resolve(string path)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full) || Path.EndsInDirectorySeparator(path))
            throw new FailureException($"'{path}' is a folder: name a file in it.");

        // A link stays a link: what it leads to is replaced. Moved over a device, a file would take the device's place.
        if (File.Exists(full) && new FileInfo(full).ResolveLinkTarget(returnFinalTarget: true) is { } target)
            full = target.FullName;
        if (full.StartsWith("/dev/", StringComparison.Ordinal))
            throw new FailureException($"'{path}' is a device: name a file instead.");

        string folder = Path.GetDirectoryName(full)!;
        if (!Directory.Exists(folder))
            throw new FailureException($"The folder '{folder}' of '{path}' is not there: create it or choose another.");
        return full;
    }

    private static void Delete(string path)
    {
        try
        {
            if (path.EndsWith(ScratchExtension, StringComparison.Ordinal))
                Directory.Delete(path, recursive: true);
            else
                File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is left to do: the process ends with the error that led here.
        }
    }
}
