using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>The system's loader of shared libraries, with its own message when it rejects one.</summary>
internal static partial class NativeLoader
{
    private const int BindNow = 2;       // RTLD_NOW

    /// <summary>Loads a library.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="bindNow">
    /// Whether to resolve all functions that it needs now (on Linux). By default each is resolved at its first call, and a
    /// missing one ends the process there and then.
    /// </param>
    /// <param name="handle">The library, or 0.</param>
    /// <param name="message">The loader's error message.</param>
    internal static bool TryLoad(string path, bool bindNow, out nint handle, out string message)
    {
        message = "";
        handle = 0;
        if (bindNow && OperatingSystem.IsLinux())
        {
            // Called once in advance, so that resolving the function itself doesn't clear the message.
            _ = dlerror();
            handle = dlopen(path, BindNow);
            message = handle != 0 ? "" : Marshal.PtrToStringUTF8(dlerror()) ?? "";
            return handle != 0;
        }

        try
        {
            handle = NativeLibrary.Load(path);
            return true;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            // The first line only names the requested file.
            string[] lines = exception.Message.Split(
                '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            message = lines.Length > 1 ? string.Join("; ", lines.Skip(1)) : exception.Message;
            return false;
        }
    }

    /// <summary>
    /// A function of libtorch_cpu, or of a library that it depends on, such as its OpenMP; 0 if there is none of the name. Loads
    /// the engine.
    /// </summary>
    internal static nint FindInLibtorch(string name)
    {
        SequencesRuntime.Load();
        string library = Path.Combine(SequencesRuntime.LibtorchFolder!, NativePlatform.Current().FileName("torch_cpu"));
        return NativeLibrary.TryLoad(library, out nint handle) && NativeLibrary.TryGetExport(handle, name, out nint function)
            ? function
            : 0;
    }

    /// <summary>
    /// The folder of an already loaded library, or null. (On macOS .NET doesn't list them, so it is always null.)
    /// </summary>
    internal static string? FolderOfLoaded(string fileName)
    {
        using Process process = Process.GetCurrentProcess();
        foreach (ProcessModule module in process.Modules)
        {
            if (Path.GetFileName(module.FileName) == fileName)
            {
                return Path.GetDirectoryName(module.FileName);
            }
        }

        return null;
    }

#pragma warning disable IDE1006 // The functions keep the names that libc gives them.
    [LibraryImport("libc.so.6", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint dlopen(string path, int mode);

    [LibraryImport("libc.so.6")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint dlerror();
#pragma warning restore IDE1006
}
