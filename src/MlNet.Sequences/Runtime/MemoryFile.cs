using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MlNet.Sequences;

/// <summary>A file in memory, private to this process: nobody else can change what is loaded from it.</summary>
internal sealed partial class MemoryFile : IDisposable
{
    private const uint CloseOnExec = 1; // MFD_CLOEXEC

    private readonly SafeFileHandle _handle;

    private MemoryFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>The file's path in this process.</summary>
    internal string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{_handle.DangerousGetHandle()}");

    /// <summary>Creates one; null if the system does not support it.</summary>
    /// <param name="name">A name shown when the process is inspected.</param>
    /// <param name="content">The contents.</param>
    internal static MemoryFile? TryCreate(string name, ReadOnlySpan<byte> content)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        int descriptor = memfd_create(name, CloseOnExec);
        if (descriptor < 0)
        {
            return null;
        }

        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            RandomAccess.Write(handle, content, fileOffset: 0);
            return new MemoryFile(handle);
        }
        catch (IOException)
        {
            handle.Dispose();
            return null;
        }
    }

    public void Dispose() => _handle.Dispose();

#pragma warning disable IDE1006 // The function keeps the name that libc gives it.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int memfd_create(string name, uint flags);
#pragma warning restore IDE1006
}
