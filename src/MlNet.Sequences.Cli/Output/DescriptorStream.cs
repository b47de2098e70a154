using System.Runtime.InteropServices;

namespace MlNet.Sequences.Cli;

/// <summary>Writes to a file descriptor that the process was started with, and reports failures.</summary>
/// <remarks>
/// .NET's own stream of standard output treats a closed reader (EPIPE) as success, so a result that nobody received would end
/// with exit code 0. A FileStream would write at its own offsets, over what other processes write to the same file.
/// </remarks>
internal sealed unsafe partial class DescriptorStream(int descriptor) : Stream
{
    private const int Interrupted = 4;               // EINTR
    private const int BrokenPipe = 32;               // EPIPE
    private const int DescriptorFlags = 1;           // F_GETFD
    private const int CloseOnExec = 1;               // FD_CLOEXEC
    private const short Writable = 4;                // POLLOUT
    private static readonly int TryAgain = OperatingSystem.IsMacOS() ? 35 : 11; // EAGAIN

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Whether the descriptor was open when the process started.</summary>
    /// <remarks>
    /// If it was not (<c>2&gt;&amp;-</c>), the runtime has used the number for its own file, such as the memory that it compiles
    /// code into: nothing may be written there. Only what the runtime opens is closed on exec, since nothing else remains after
    /// one.
    /// </remarks>
    internal static bool IsInherited(int descriptor)
    {
        int flags = fcntl(descriptor, DescriptorFlags);
        return flags >= 0 && (flags & CloseOnExec) == 0;
    }

    /// <exception cref="IOException">Not everything could be written: the disk is full, or the reader has closed it.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!IsInherited(descriptor))
            throw Unwritable("it was closed when the tool started");
        fixed (byte* bytes = buffer)
        {
            for (int done = 0; done < buffer.Length;)
            {
                nint written = write(descriptor, bytes + done, (nuint)(buffer.Length - done));
                if (written >= 0)
                    done += (int)written;
                else
                    Handle(Marshal.GetLastPInvokeError());
            }
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Handle(int error)
    {
        if (error == Interrupted)
            return;
        if (error != TryAgain)
            throw Unwritable(error == BrokenPipe ? "the reader has closed it" : Marshal.GetPInvokeErrorMessage(error));

        // A terminal or a pipe that another process has made non-blocking.
        var poll = new Poll { Descriptor = descriptor, Events = Writable };
        _ = DescriptorStream.poll(&poll, 1, -1);
    }

    private IOException Unwritable(string reason) => new(
        $"{(descriptor == 1 ? "Standard output" : "Standard error")} can't be written: {reason.TrimEnd('.')}. Redirect it " +
        "elsewhere.");

    private struct Poll
    {
        internal int Descriptor;
        internal short Events;
        internal short Returned;
    }

#pragma warning disable IDE1006 // The functions keep the names that libc gives them.
    [LibraryImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int fcntl(int descriptor, int command);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int poll(Poll* descriptors, nuint count, int timeout);
#pragma warning restore IDE1006
}
