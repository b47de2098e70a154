using System.Globalization;
using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// Determines whether only this user and root can change the contents of a folder, so that code and data from it can be trusted.
/// </summary>
/// <remarks>
/// The folder and all its ancestors, with links resolved, must belong to this user or to root, and nobody else may write to them.
/// An ancestor that everyone may write to is accepted if it is sticky, like /tmp: others can't move files they don't own. Only
/// checked on Linux; elsewhere all folders are trusted.
/// </remarks>
internal static unsafe partial class FolderTrust
{
    private const int FileTypes = 0xF000, Folder = 0x4000, RegularFile = 0x8000; // S_IFMT, S_IFDIR, S_IFREG
    private const int Sticky = 0x200;
    private const int WritableByOthers = 0x12;
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100;     // AT_SYMLINK_NOFOLLOW
    private const uint TypeModeAndOwner = 0x1 | 0x2 | 0x8; // STATX_TYPE, STATX_MODE, STATX_UID

    /// <summary>The folder's path without links, for reading from it; unchanged where links can't be resolved.</summary>
    /// <param name="folder">The folder, which must exist.</param>
    /// <param name="objection">Why it is not trusted; null if it is.</param>
    internal static string Resolve(string folder, out string? objection)
    {
        objection = null;
        if (!OperatingSystem.IsLinux())
            return Path.GetFullPath(folder);
        if (RealPath(folder) is not { } real)
        {
            objection = $"'{folder}' can't be found";
            return folder;
        }

        objection = ObjectionToFolder(real, isShared: false);
        for (string? above = Path.GetDirectoryName(real); above is not null
            && objection is null; above = Path.GetDirectoryName(above))
            objection = ObjectionToFolder(above, isShared: true);
        return real;
    }

    /// <summary>Why a file in a trusted folder is not trusted itself; null if it is, or does not exist.</summary>
    internal static string? ObjectionToFile(string path)
    {
        if (!OperatingSystem.IsLinux() || !TryStat(path, out var status))
            return null;
        return (status.Mode & FileTypes) != RegularFile
            ? $"'{path}' is a link, a folder or a device"
            : Objection(path, status, WritableByOthers);
    }

    private static string? ObjectionToFolder(string path, bool isShared)
    {
        if (!TryStat(path, out var status))
            return $"'{path}' can't be examined";
        if ((status.Mode & FileTypes) != Folder)
            return $"'{path}' is not a folder";
        return Objection(path, status, isShared && (status.Mode & Sticky) != 0 ? 0 : WritableByOthers);
    }

    private static string? Objection(string path, in Status status, int forbidden)
    {
        if (status.Owner != 0 && status.Owner != geteuid())
            return string.Create(CultureInfo.InvariantCulture, $"'{path}' belongs to another user, number {status.Owner}");
        return (status.Mode & forbidden) != 0
            ? $"'{path}' can be written by others (mode {Convert.ToString(status.Mode & 0xFFF, 8)})"
            : null;
    }

    private static string? RealPath(string path)
    {
        byte* real = realpath(path, null);
        if (real is null)
            return null;
        string found = Marshal.PtrToStringUTF8((nint)real)!;
        NativeMemory.Free(real);
        return found;
    }

    private static bool TryStat(string path, out Status status)
    {
        fixed (Status* found = &status)
            return statx(CurrentFolder, path, NoFollow, TypeModeAndOwner, found) == 0;
    }

    /// <summary>The kernel's struct statx, the same on every processor, as far as it is used here.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        internal uint Owner;

        [FieldOffset(28)]
        internal ushort Mode;
    }

#pragma warning disable IDE1006 // The functions keep the names that libc gives them.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial byte* realpath(string path, byte* buffer);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int statx(int folder, string path, int flags, uint mask, Status* status);

    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint geteuid();
#pragma warning restore IDE1006
}
