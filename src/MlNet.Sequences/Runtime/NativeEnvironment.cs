using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// The environment that native code reads with getenv; on Unix .NET has its own copy, which getenv does not see.
/// </summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable, unless the user has set it.</summary>
    internal static bool Set(string name, string value)
    {
        if (!OperatingSystem.IsWindows())
            return setenv(name, value, overwrite: 0) == 0;
        if (Environment.GetEnvironmentVariable(name) is null)
            Environment.SetEnvironmentVariable(name, value);
        return true;
    }

#pragma warning disable IDE1006 // The function keeps the name that libc gives it.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int setenv(string name, string value, int overwrite);
#pragma warning restore IDE1006
}
