using System.Runtime.InteropServices;

namespace MlNet.Sequences.Cli;

/// <summary>The identity of a file or folder, whatever path leads to it; the file need not exist.</summary>
internal sealed partial class FileId
{
    private static readonly StringComparison Comparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    private readonly string _path;
    private readonly (uint Major, uint Minor, ulong Inode)? _inode;

    private FileId(string path) => (_path, _inode) = (path, Inode(path));

    internal static FileId Of(string path) => new(WithoutLinks(Path.GetFullPath(path)));

    /// <summary>Whether both are the same file: the same path once links are resolved, or two names of one file.</summary>
    internal bool IsSameAs(FileId other) =>
        _path.Equals(other._path, Comparison) || (_inode is { } inode && inode == other._inode);

    /// <summary>Whether this is an existing .txt file in a folder of texts.</summary>
    internal bool IsTextIn(FileId folder) =>
        _path.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) && File.Exists(_path)
        && _path.StartsWith(Path.TrimEndingDirectorySeparator(folder._path) + Path.DirectorySeparatorChar, Comparison);

    // Part by part, since any part may be a link. What does not exist contains no link.
    private static string WithoutLinks(string path)
    {
        string root = Path.GetPathRoot(path)!, resolved = root;
        foreach (string part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            resolved = Path.Combine(resolved, part);
            resolved = Target(resolved) ?? resolved;
        }

        return resolved;
    }

    // The target's own path may contain links again. A cycle of links leads nowhere, and is left unchanged.
    private static string? Target(string path)
    {
        try
        {
            FileSystemInfo entry = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
            if (entry.LinkTarget is null)
                return null;
            // A file to be created may be a link to one that does not exist.
            return WithoutLinks((entry.ResolveLinkTarget(returnFinalTarget: true) ?? entry).FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // Opening it reports the error.
        }
    }

    // .NET does not expose it. Without it, two names of one file are taken for two files.
    private static (uint, uint, ulong)? Inode(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return ReadStatus(CurrentFolder, path, 0, InodeIsWanted, out var status) == 0
                ? (status.DeviceMajor, status.DeviceMinor, status.Inode) : null;
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    private const int CurrentFolder = -100;
    private const uint InodeIsWanted = 0x100;

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ReadStatus(int folder, string path, int flags, uint mask, out FileStatus status);

    /// <summary>The kernel's struct statx, the same on every processor.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(32)]
        internal ulong Inode;

        [FieldOffset(136)]
        internal uint DeviceMajor;

        [FieldOffset(140)]
        internal uint DeviceMinor;
    }
}
