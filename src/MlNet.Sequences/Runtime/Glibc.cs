using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>glibc: the settings of its malloc, which libtorch takes the memory of its tensors from.</summary>
/// <remarks>
/// As it comes, every large tensor is fresh memory of the kernel's, and its pages are cleared and mapped one by one at their
/// first use, which takes several times as long as the arithmetic. Two things help, each where the other doesn't. Keeping freed
/// memory avoids fresh pages, but only on the main thread: other threads have arenas made of heaps of 64 MiB, which glibc gives
/// back and which a larger tensor bypasses. libtorch can ask for pages of 2 MiB in place of 4 KiB: that helps on every thread.
/// </remarks>
internal static partial class Glibc
{
    private const string Libc = "libc.so.6";
    private const int TrimThreshold = -1, TopPad = -2, MmapMax = -4;

    /// <summary>Whether the process runs on glibc.</summary>
    internal static bool IsGlibc { get; } = OperatingSystem.IsLinux()
        && NativeLibrary.TryLoad(Libc, out nint handle)
        && NativeLibrary.TryGetExport(handle, "gnu_get_libc_version", out _);

    /// <summary>Keeps freed memory in the process, and has libtorch ask for large pages if it hasn't allocated yet.</summary>
    /// <returns>False where there is no glibc, or it refused a setting.</returns>
    internal static bool KeepMemory()
    {
        if (!IsGlibc)
        {
            return false;
        }

        // No block comes from mmap, so none goes back with munmap to be cleared and faulted in again at the next step.
        bool taken = mallopt(MmapMax, 0) == 1;

        // The parameter is an int and glibc widens it: -1 is the largest size there is, "never trim".
        taken &= mallopt(TrimThreshold, -1) == 1;

        // The heap grows in steps of 64 MiB, so that one tensor doesn't cost one system call.
        taken &= mallopt(TopPad, 64 * 1024 * 1024) == 1;

        // libtorch reads it once, with getenv, at its first tensor: .NET's own copy of the environment doesn't reach it. What the
        // user has set stays.
        taken &= NativeEnvironment.Set("THP_MEM_ALLOC_ENABLE", "1");
        return taken;
    }

    /// <summary>Gives free memory back to the system. Does nothing where there is no glibc.</summary>
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
