using System.Collections.Concurrent;

namespace MlNet.Sequences.Cli;

/// <summary>
/// A file that appears whole or not at all: written under a temporary name beside its place, flushed to the disk, and moved there. An
/// earlier file of the name stays as it was until then.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> Temporaries = new();

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _stream;

    private AtomicFile(string path)
    {
        _path = Resolve(path);
        _temporary = Path.Combine(Path.GetDirectoryName(_path)!, $".{Tool.Name}-{Path.GetRandomFileName()}.tmp");
        Temporaries[_temporary] = true;
        try
        {
            _stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite);
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
    internal static void Write(string path, Action<Stream> write)
    {
        using var file = new AtomicFile(path);
        try
        {
            write(file._stream);
            file.Commit();
        }
        catch (Exception e) when (Failures.Unwrap(e) is IOException cause && cause.Message.Contains(file._temporary, StringComparison.Ordinal))
        {
            throw new FailureException(
                $"'{path}' can't be written: {Reason(cause, file._temporary)}. Make room or choose another place; an earlier file is as it was.", e);
        }
    }

    /// <summary>Fails now where <see cref="Write"/> would, so that no hour of training ends with it.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    internal static void CheckWritable(string path) => new AtomicFile(path).Dispose();

    /// <summary>Called when the process is about to end in the middle of its work.</summary>
    internal static void DeleteTemporaryFiles()
    {
        foreach (string path in Temporaries.Keys)
            Delete(path);
    }

    private void Commit()
    {
        _stream.Flush(flushToDisk: true);
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
        _ => Failures.Describe(exception).Replace($" : '{path}'", "", StringComparison.Ordinal).TrimEnd('.'),
    };

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
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nothing is left to do: the process ends with the error that led here.
        }
    }
}
