namespace MlNet.Sequences;

/// <summary>Lists the folders that can hold the native engine, the likeliest first.</summary>
/// <remarks>
/// In an application the host names them: its own folder, <c>runtimes/RID/native</c> in it, the folder that a single file was
/// unpacked to, or package folders if the build copies nothing. A script (F# Interactive, a notebook) references package folders
/// and has no such list: there the location of TorchSharp.dll leads to the packages. Unreferenced packages that merely are in the
/// user's NuGet folder are not used: the program would run only on its author's machine.
/// </remarks>
internal sealed record NativeFolders
{
    /// <summary>The host's list: <c>NATIVE_DLL_SEARCH_DIRECTORIES</c>.</summary>
    internal string? SearchDirectories { get; init; }

    /// <summary>The application's folder.</summary>
    internal required string BaseDirectory { get; init; }

    /// <summary>Where TorchSharp.dll was loaded from; empty in a single-file application.</summary>
    internal string TorchSharpLocation { get; init; } = "";

    /// <summary>Other folders of NuGet packages: <c>NUGET_PACKAGES</c> and the one in the user's home.</summary>
    internal IReadOnlyList<string> PackageRoots { get; init; } = [];

    /// <summary>The version of the libtorch packages that TorchSharp was built for, or null if unknown.</summary>
    internal string? LibtorchVersion { get; init; }

    /// <summary>The names of the folders in a folder that match a pattern; tests replace it.</summary>
    internal Func<string, string, IEnumerable<string>> ListFolders { get; init; } = static (folder, pattern)
        => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, pattern) : [];

    /// <summary>The folders that TorchSharp itself searches first when it loads a library by name.</summary>
    internal IReadOnlyList<string> ProbedByTorchSharp()
    {
        var folders = new List<string>(
            (SearchDirectories ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries));
        if (TorchSharpLocation.Length > 0)
        {
            folders.Add(Path.GetDirectoryName(TorchSharpLocation)!);
        }

        return Distinct(folders);
    }

    /// <summary>All candidates.</summary>
    internal IReadOnlyList<string> Candidates(NativePlatform platform)
    {
        var folders = new List<string>(ProbedByTorchSharp())
        {
            BaseDirectory,
            Path.Combine(BaseDirectory, "runtimes", platform.Rid, "native"),
        };

        if (TorchSharpPackage() is { } package)
        {
            folders.Add(Natives(package, platform));
            IEnumerable<string> roots = [Path.GetDirectoryName(Path.GetDirectoryName(package))!, .. PackageRoots];
            foreach (string root in Distinct(roots))
            {
                // A script that references the GPU's package may well find the CPU's next to it, from another program; the GPU's
                // serves both.
                IEnumerable<string> packages =
                    [.. ListFolders(root, $"libtorch-cuda-*-{platform.Rid}*"), Path.Combine(root, platform.CpuPackage)];
                folders.AddRange(packages.SelectMany(Versions).Select(version => Natives(version, platform)));
            }
        }

        return Distinct(folders);
    }

    private static string Natives(string packageVersion, NativePlatform platform)
        => Path.Combine(packageVersion, "runtimes", platform.Rid, "native");

    private static List<string> Distinct(IEnumerable<string> folders)
        => [.. folders.Select(
        folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))).Distinct(StringComparer.Ordinal)];

    // ROOT/torchsharp/VERSION/lib/FRAMEWORK/TorchSharp.dll, as NuGet unpacks a package: returns ROOT/torchsharp/VERSION.
    private string? TorchSharpPackage()
    {
        string? lib = Path.GetDirectoryName(Path.GetDirectoryName(TorchSharpLocation));
        string? version = Path.GetDirectoryName(lib);
        string? package = Path.GetDirectoryName(version);
        return Path.GetFileName(lib) == "lib"
            && string.Equals(Path.GetFileName(package), "torchsharp", StringComparison.OrdinalIgnoreCase)
            && !string.IsNullOrEmpty(Path.GetDirectoryName(package))
                ? version
                : null;
    }

    private IEnumerable<string> Versions(string package)
        => LibtorchVersion is { } version
            ? [Path.Combine(package, version)]
            : ListFolders(package, "*")
                .OrderByDescending(
                    folder => Version.TryParse(Path.GetFileName(folder), out Version? found) ? found : new Version());
}
