namespace MlNet.Sequences;

/// <summary>
/// A file that grows by whole records. Each is one unbuffered write to the operating system: written records survive if the
/// process is killed, and another program can follow the file. A record that does not fit on the disk leaves nothing behind.
/// </summary>
internal sealed class LogFile : IDisposable
{
    private readonly string _path;
    private readonly Stream _stream;

    /// <param name="path">Its name in errors.</param>
    /// <param name="stream">The unbuffered stream to append records to.</param>
    internal LogFile(string path, Stream stream) => (_path, _stream) = (path, stream);

    /// <summary>Creates or overwrites the file, and creates its folder if missing.</summary>
    /// <exception cref="IOException">The file can't be written; the message has the path, the reason and the remedy.</exception>
    internal static LogFile Create(string path) => Open(path, FileMode.Create);

    /// <summary>Creates a file that must not exist yet, and its folder if missing.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    internal static LogFile CreateNew(string path) => Open(path, FileMode.CreateNew);

    /// <summary>Continues a file after its first bytes; the rest is cut off.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    internal static LogFile Continue(string path, long bytes)
    {
        var file = Open(path, FileMode.Open);
        try
        {
            file._stream.SetLength(bytes);
            file._stream.Seek(bytes, SeekOrigin.Begin);
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw Unwritable(path, e.Message, e);
        }
    }

    /// <summary>Writes one record.</summary>
    /// <inheritdoc cref="Create" path="/exception"/>
    internal void Write(ReadOnlySpan<byte> record)
    {
        long start = _stream.CanSeek ? _stream.Position : 0;
        try
        {
            _stream.Write(record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_stream.CanSeek)
                CutTo(start);
            throw Unwritable(_path, e.Message, e);
        }
    }

    public void Dispose() => _stream.Dispose();

    // On a full disk, the beginning of the record was written.
    private void CutTo(long length)
    {
        try
        {
            _stream.SetLength(length);
            _stream.Position = length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The original error says more.
        }
    }

    private static LogFile Open(string path, FileMode mode)
    {
        string full = Path.GetFullPath(path);
        if (Directory.Exists(full))
            throw Unwritable(path, "It is a folder", null); // which the operating system reports as missing permission
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);

            // Without a buffer, a record is one write, and closing has nothing left to write that could fail.
            return new LogFile(path, new FileStream(full, mode, FileAccess.Write, FileShare.Read, bufferSize: 0));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, e.Message, e);
        }
    }

    private static IOException Unwritable(string path, string reason, Exception? cause) => new(
        $"The log '{path}' can't be written: {reason.TrimEnd('.')}. Choose a file in a folder where files can be written, or " +
        "make room.", cause);
}
