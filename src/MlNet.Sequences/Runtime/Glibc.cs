using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>glibc: the settings of its malloc, which allocates libtorch's tensors.</summary>
/// <remarks>
/// By default, every large tensor is fresh memory from the kernel, whose pages are cleared and mapped one by one at first use,
/// which takes several times as long as the arithmetic. Two remedies help, each where the other doesn't. Keeping freed memory
/// avoids fresh pages, but only on the main thread: other threads have arenas of 64 MiB heaps, which glibc releases and larger
/// tensors bypass. libtorch can request 2 MiB pages instead of 4 KiB ones, which helps on every thread.
/// </remarks>
internal static partial class Glibc
{
    private const string Libc = "libc.so.6";
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4;

    /// <summary>Whether the process runs on glibc.</summary>
    internal static bool IsGlibc { get; } = OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad(Libc, out nint handle)
        && NativeLibrary.TryGetExport(handle, "gnu_get_libc_version", out _);

    /// <summary>Keeps freed memory in the process, and makes libtorch request large pages if it hasn't allocated yet.</summary>
    /// <returns>False without glibc, or if it rejected a setting.</returns>
    internal static bool KeepMemory()
    {
        if (!IsGlibc)
        {
            return false;
        }

        // No block comes from mmap, so none is unmapped, cleared and faulted in again at the next step.
        bool taken = mallopt(MmapMax, 0) == 1;

        // glibc widens the int parameter: -1 is the largest size, "never trim".
        taken &= mallopt(TrimThreshold, -1) == 1;

        // The heap grows in steps of 64 MiB, so that one tensor doesn't cost one system call.
        taken &= mallopt(TopPad, 64 * 1024 * 1024) == 1;

        // libtorch reads it once, with getenv, at its first tensor: .NET's copy of the environment doesn't reach it. The user's
        // setting is kept.
        taken &= NativeEnvironment.Set("THP_MEM_ALLOC_ENABLE", "1");
        return taken;
    }

    /// <summary>Returns free memory to the system. Does nothing without glibc.</summary>
    internal static void Trim()
    {
        if (IsGlibc)
        {
            _ = malloc_trim(0);
        }
    }

#pragma warning disable IDE1006 // The functions keep the names that libc gives them.
    [LibraryImport(Libc)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport(Libc)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int malloc_trim(nuint pad);
#pragma warning restore IDE1006
}
