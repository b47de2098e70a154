using System.Runtime.InteropServices;

namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// What the processors spent on the child processes that have ended: on a machine that does other things, too, this changes less
/// than the time that passed.
/// </summary>
internal static partial class ChildrenTime
{
    private const int Children = -1; // RUSAGE_CHILDREN

    /// <summary>The seconds since this process began; null on systems other than Linux.</summary>
    internal static double? Seconds
    {
        get
        {
            if (!OperatingSystem.IsLinux())
                return null;
            long[] usage = new long[36]; // struct rusage: seconds and microseconds of user and system time come first
            return GetUsage(Children, usage) == 0 ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6) : null;
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUsage(int who, [Out] long[] usage);
}
