using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Loads the native engine before TorchSharp searches for it.</summary>
/// <remarks>
/// <para>
/// TorchSharp's static constructor loads its libraries by name; if that fails, it copies 500 MB of files and tries again, and if
/// that fails too, its types can't be used until the process ends. So nothing of TorchSharp runs here until all libraries are
/// loaded: its own search then finds them in the process. All of libtorch comes from one folder, because two copies of it crash
/// the process.
/// </para>
/// <para>
/// TorchSharp's native library is tried unchanged. The loader decides whether the system's libstdc++ suits it; only if the loader
/// rejects it for a libstdc++ version is a patched copy made (see <see cref="ElfPatch"/>).
/// </para>
/// </remarks>
internal sealed class NativeEngine
{
    private const string UndefinedSymbol = "undefined symbol";

    private const string TorchSharpLibrary = "LibTorchSharp";

    private static readonly Assembly TorchSharp = typeof(torch).Assembly;

    private readonly NativePlatform _platform;
    private readonly NativeEngineFiles _files;
    private readonly bool _bindNow;
    private readonly Dictionary<string, nint> _handles = new(StringComparer.Ordinal);

    // A libtorch from outside TorchSharp's package may lack a function.
    private NativeEngine(NativePlatform platform, NativeEngineFiles files, bool isForeign)
        => (_platform, _files, _bindNow) = (platform, files, isForeign);

    /// <summary>Whether a failed attempt has left libraries in the process, so that another can't start from scratch.</summary>
    internal static bool LeftTraces { get; private set; }

    /// <summary>Loads everything and starts TorchSharp.</summary>
    /// <param name="namedFolder">The folder that the user named for libtorch, or null.</param>
    /// <param name="namedBy">How it was named.</param>
    /// <returns>The folder that libtorch came from.</returns>
    /// <exception cref="NativeEngineException">It can't be loaded; the message says why and what to do.</exception>
    internal static string Load(string? namedFolder, string namedBy)
    {
        NativePlatform platform = NativePlatform.Current();
        NativeFolders folders = FoldersOfThisProcess();
        string? loaded = NativeLoader.FolderOfLoaded(platform.FileName("torch_cpu"));
        if (loaded is not null && namedFolder is null)
        {
            // Already loaded by something else: that libtorch is used, wherever it came from.
            (namedFolder, namedBy) = (loaded, "A library in the process");
        }
        else if (loaded is not null && Path.TrimEndingDirectorySeparator(Path.GetFullPath(namedFolder!)) != loaded)
        {
            throw new NativeEngineException(
                $"{namedBy} names the folder '{namedFolder}', but libtorch is already loaded, from '{loaded}'. Call "
                + "SequencesRuntime.Load() before anything else uses TorchSharp.");
        }

        NativeEngineFiles files = new NativeEngineLocator(platform, File.Exists, folders.LibtorchVersion)
            .Locate(namedFolder, namedBy, folders.Candidates(platform), folders.ProbedByTorchSharp());
        new NativeEngine(platform, files, isForeign: namedFolder is not null).Load();
        return files.LibtorchFolder;
    }

    /// <summary>
    /// The version of libtorch that TorchSharp was built for, read from its metadata: none of its code runs.
    /// </summary>
    internal static string? ExpectedLibtorch()
    {
        FieldInfo? field = typeof(torch).GetField("libtorchPackageVersion", BindingFlags.NonPublic | BindingFlags.Static);
        string? version = field is { IsLiteral: true } ? field.GetRawConstantValue() as string : null;

        // The constant has four parts; NuGet omits a fourth part of zero.
        return version is not null && version.EndsWith(".0", StringComparison.Ordinal)
            && version.Count(character => character == '.') == 3
            ? version[..^2]
            : version;
    }

    private void Load()
    {
        LeftTraces = true;
        foreach (string path in _files.Libtorch)
        {
            if (!NativeLoader.TryLoad(path, bindNow: false, out nint handle, out string message))
            {
                throw CannotLoad(path, message);
            }

            _handles[Path.GetFileName(path)] = handle;
        }

        if (_files.Rival is not null)
        {
            HideRival();
        }

        _handles[_platform.FileName(TorchSharpLibrary)] = LoadTorchSharp();
        AssemblyLoadContext.GetLoadContext(TorchSharp)!.ResolvingUnmanagedDll += Resolve;
        Start();
    }

    private nint LoadTorchSharp()
    {
        string path = _files.LibTorchSharp;
        if (NativeLoader.TryLoad(path, _bindNow, out nint handle, out string message))
        {
            return handle;
        }

        // The loader's message contains the version's name in every language.
        return OperatingSystem.IsLinux() && message.Contains("GLIBCXX_", StringComparison.Ordinal)
            ? LoadPatched(path, message)
            : throw CannotLoad(path, message);
    }

    private nint LoadPatched(string original, string reason)
    {
        byte[] bytes = File.ReadAllBytes(original);
        try
        {
            return LoadCopy(original, Path.GetFileName(original), bytes, ElfPatch.Apply(bytes), reason);
        }
        catch (InvalidDataException exception)
        {
            throw CannotLoad(original, $"{reason} (and no copy without this requirement can be made: {exception.Message})");
        }
    }

    // TorchSharp loads "torch_cpu" by name, and .NET searches the application's folders for it, where the rival is. But before it
    // prepends "lib" to the name it tries "torch_cpu.so", and the loader answers with any loaded library of that name.
    // libtorch.so is empty and only depends on libtorch_cpu.so: a copy of it serves as a decoy.
    private void HideRival()
    {
        const string Alias = "torch_cpu.so";
        string original = _files.Libtorch[^1];
        byte[] bytes = File.ReadAllBytes(original);
        try
        {
            _ = LoadCopy(
                original, Alias, bytes, ElfPatch.Rename(bytes, Alias),
                $"the application has another libtorch in '{_files.Rival}'");
        }
        catch (InvalidDataException exception)
        {
            throw new NativeEngineException(
                $"The application has its own libtorch in '{_files.Rival}', and TorchSharp can't be kept from loading " +
                "it beside the "
                + $"one in '{_files.LibtorchFolder}': {exception.Message}. Remove the package {_platform.CpuPackage}, or " +
                "don't name a folder.");
        }
    }

    // First the cache folder; if it can't be written to, others can write to it, or it does not allow execution, then memory.
    private nint LoadCopy(string original, string name, byte[] bytes, byte[] changed, string reason)
    {
        string version = TorchSharp.GetName().Version?.ToString(3) ?? "0";
        var failures = new List<string>();
        try
        {
            string copy = PatchedCopy.Ensure(CacheFolder.Find(), name, version, bytes, changed);
            if (TryLoadFrom(copy, out nint handle))
            {
                return handle;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            failures.Add(exception.Message.TrimEnd('.'));
        }

        // The process keeps the file through its mapping, not by its descriptor.
        using (MemoryFile? memory = MemoryFile.TryCreate(name, changed))
        {
            if (memory is not null && TryLoadFrom(memory.Path, out nint handle))
            {
                return handle;
            }
        }

        // A missing symbol is missing from every copy.
        throw failures.Find(failure => failure.Contains(UndefinedSymbol, StringComparison.Ordinal)) is { } mismatch
            ? CannotLoad(original, mismatch)
            : new NativeEngineException(
                $"The native engine can't be loaded. This system needs a changed copy of '{original}' ({reason}), and it could " +
                "be neither "
                + $"kept nor loaded: {string.Join("; ", failures)}. Set {CacheFolder.Variable} to a folder of your own that " +
                "can be written "
                + "and executed from.");

        bool TryLoadFrom(string path, out nint copyHandle)
        {
            bool isLoaded = NativeLoader.TryLoad(path, _bindNow, out copyHandle, out string message);
            if (!isLoaded)
            {
                failures.Add(message.TrimEnd('.'));
            }

            return isLoaded;
        }
    }

    // TorchSharp loads by name. Windows and Linux find a loaded library by its name; this is for other systems, and is called
    // after every other way has failed.
    private nint Resolve(Assembly assembly, string name)
    {
        bool isOurs = assembly == TorchSharp
            && (_handles.ContainsKey(name) || _handles.ContainsKey(_platform.FileName(name)));
        return !isOurs ? 0 : _handles.TryGetValue(name, out nint handle) ? handle : _handles[_platform.FileName(name)];
    }

    private void Start()
    {
        try
        {
            torch.InitializeDeviceType(DeviceType.CPU);
        }
        catch (Exception exception) when (exception is not NativeEngineException)
        {
            Exception cause = exception is TypeInitializationException { InnerException: { } inner } ? inner : exception;
            throw new NativeEngineException(
                $"libtorch was loaded from '{_files.LibtorchFolder}' and {_platform.FileName(TorchSharpLibrary)} with it, but " +
                "TorchSharp "
                + $"can't be started: {cause.Message}",
                exception);
        }
    }

    private static NativeEngineException CannotLoad(string path, string message) => new(
        $"The native engine can't be loaded. '{path}' is there, but the system's loader refuses it: "
        + $"{message.TrimEnd('.', ' ')}.{Hint(message)}");

    private static string Hint(string message)
    {
        if (message.Contains("GLIBC_", StringComparison.Ordinal) || message.Contains("GLIBCXX_", StringComparison.Ordinal))
        {
            return " TorchSharp needs glibc 2.34 and the libstdc++ of GCC 12, or newer: Debian 12, Ubuntu 22.04, Fedora 36 and " +
                "later "
                + "have them.";
        }

        if (message.Contains(UndefinedSymbol, StringComparison.Ordinal))
        {
            return " libtorch isn't of the version that this TorchSharp was built for: " +
                $"{ExpectedLibtorch() ?? "see its package"}.";
        }

        return OperatingSystem.IsWindows()
            ? " It needs the Microsoft Visual C++ Redistributable and all of libtorch in one folder."
            : "";
    }

    [UnconditionalSuppressMessage(
        "SingleFile", "IL3000", Justification = "An empty location means a single file, where no package folder is asked for.")]
    private static NativeFolders FoldersOfThisProcess() => new()
    {
        SearchDirectories = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string,
        BaseDirectory = AppContext.BaseDirectory,
        TorchSharpLocation = TorchSharp.Location,
        LibtorchVersion = ExpectedLibtorch(),
        PackageRoots =
        [
            .. new[]
            {
                Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? "",
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
            }.Where(Path.IsPathRooted),
        ],
    };
}
