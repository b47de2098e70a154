using System.Collections.Concurrent;

namespace MlNet.Sequences.Cli;

/// <summary>
/// Writes the tool's files completely or not at all, with failures in the tool's words. A signal leaves no partial file.
/// </summary>
internal static class OutputFile
{
    private const string ScratchExtension = ".d";

    // A full disk still takes an empty file.
    private const int BytesToTry = 1 << 16;

    private static readonly ConcurrentDictionary<string, bool> Temporaries = new();

    /// <summary>Writes a file.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="write">Writes the content; if it fails, an earlier file remains, or none.</param>
    /// <exception cref="FailureException">The path is a folder or a device, its folder is missing or read-only, or the disk is
    /// full.</exception>
    internal static void Write(string path, Action<Stream> write) => Write(path, file =>
    {
        file.Guard(() => write(file.Stream));
        file.Commit();
    });

    /// <summary>Writes a file with a temporary folder next to it, which is deleted afterwards.</summary>
    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    internal static void WriteWithScratch(string path, Action<Stream, string> write) => Write(path, file =>
    {
        string scratch = file.TemporaryPath + ScratchExtension;
        Temporaries[scratch] = true;
        try
        {
            file.Guard(() =>
            {
                Directory.CreateDirectory(scratch);
                write(file.Stream, scratch);
            });
            file.Commit();
        }
        finally
        {
            Delete(scratch);
            Temporaries.TryRemove(scratch, out _);
        }
    });

    /// <summary>
    /// Fails now if <see cref="Write(string, Action{Stream})"/> would fail after hours of training.
    /// </summary>
    /// <inheritdoc cref="Write(string, Action{Stream})" path="/exception"/>
    internal static void CheckWritable(string path) => Write(path, file =>
    {
        file.Guard(() => file.Stream.Write(new byte[BytesToTry]));
        file.Complete();
    });

    /// <summary>Called when the process is about to end in the middle of a write.</summary>
    internal static void DeleteTemporaryFiles()
    {
        // a folder next to a file first
        foreach (string path in Temporaries.Keys.OrderByDescending(path => path.Length))
            Delete(path);
    }

    private static void Write(string path, Action<WholeFile> write)
    {
        try
        {
            using var file = WholeFile.Create(
                path, subject: "", "Make room or choose another place; an existing file is unchanged.");
            Temporaries[file.TemporaryPath] = true;
            RemoveAbandonedScratch(Path.GetDirectoryName(file.TemporaryPath)!);
            try
            {
                write(file);
            }
            finally
            {
                Temporaries.TryRemove(file.TemporaryPath, out _);
            }
        }
        catch (IOException e)
        {
            throw new FailureException(e.Message, e);
        }
    }

    /// <summary>Deletes folders that killed processes left behind: those whose file is gone.</summary>
    private static void RemoveAbandonedScratch(string folder)
    {
        try
        {
            foreach (string scratch in Directory.EnumerateDirectories(folder, WholeFile.TemporaryNames + ScratchExtension))
            {
                if (!File.Exists(scratch[..^ScratchExtension.Length]))
                    Delete(scratch);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder can't be listed; creating the file reports the reason.
        }
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
            // Nothing more can be done: the process ends with the original error.
        }
    }
}
