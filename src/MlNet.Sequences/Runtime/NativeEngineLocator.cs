namespace MlNet.Sequences;

/// <summary>The files that make up the native engine.</summary>
/// <param name="LibtorchFolder">The one folder that all of libtorch comes from.</param>
/// <param name="Libtorch">Its libraries in dependency order.</param>
/// <param name="LibTorchSharp">TorchSharp's own native library, as it is in the package.</param>
/// <param name="Rival">
/// Another folder, with a libtorch that TorchSharp would also load; null if there is none.
/// </param>
internal sealed record NativeEngineFiles(
    string LibtorchFolder, IReadOnlyList<string> Libtorch, string LibTorchSharp, string? Rival);

/// <summary>Finds the native engine among candidate folders. Pure: it only checks which files exist.</summary>
internal sealed class NativeEngineLocator(NativePlatform platform, Func<string, bool> fileExists, string? libtorchVersion)
{
    /// <summary>The library that the rest of libtorch depends on, and the two that TorchSharp needs.</summary>
    private static readonly string[] Core = ["c10", "torch_cpu", "torch"];

    /// <summary>The same, with the additional libraries of a build for NVIDIA GPUs, in loading order.</summary>
    private static readonly string[] LoadOrder = ["c10", "c10_cuda", "torch_cpu", "torch_cuda", "torch"];

    /// <summary>Finds all files.</summary>
    /// <param name="namedFolder">The folder that the user named for libtorch, or null.</param>
    /// <param name="namedBy">How the user named it, for the error message.</param>
    /// <param name="candidates">The folders to search, the likeliest first.</param>
    /// <param name="probedByTorchSharp">Those that TorchSharp searches on its own.</param>
    /// <exception cref="NativeEngineException">A file is missing.</exception>
    internal NativeEngineFiles Locate(
        string? namedFolder, string namedBy, IReadOnlyList<string> candidates, IReadOnlyList<string> probedByTorchSharp)
    {
        string folder = namedFolder is null ? FindLibtorch(candidates) : CheckNamed(namedFolder, namedBy);
        string? rival = namedFolder is null
            ? null
            : probedByTorchSharp.FirstOrDefault(probed => probed != folder && Has(probed, "torch_cpu"));
        if (rival is not null && (!platform.CanHideRival || Has(rival, "torch_cuda")))
        {
            string package = Has(rival, "torch_cuda") ? platform.CudaPackage ?? platform.CpuPackage : platform.CpuPackage;
            throw new NativeEngineException(
                $"{namedBy} names '{folder}', but the application has its own libtorch in '{rival}', and TorchSharp " +
                "would load both "
                + $"into one process, which ends it. Take the package {package} out of the application, or don't name a folder.");
        }

        string? torchSharp = candidates.Append(folder).FirstOrDefault(candidate => Has(candidate, "LibTorchSharp"));
        return torchSharp is null
            ? throw new NativeEngineException(
                $"TorchSharp's native library {platform.FileName("LibTorchSharp")} isn't part of the application. It comes " +
                "with the "
                + "package TorchSharp: reference that in the application's own project, and publish for " +
                $"{platform.Rid}.{Searched(candidates)}")
            : new NativeEngineFiles(
                folder,
                [.. LoadOrder.Where(library => Has(folder, library)).Select(library => PathOf(folder, library))],
                PathOf(torchSharp, "LibTorchSharp"),
                rival);
    }

    private string FindLibtorch(IReadOnlyList<string> candidates)
        => candidates.FirstOrDefault(folder => Core.All(library => Has(folder, library)))
            ?? throw new NativeEngineException(
                $"No native engine: the application has no libtorch ({CoreFiles()} in one folder). Add the package for this " +
                "system to the "
                + $"application's project: dotnet add package {platform.CpuPackage}{Version()}{Gpu()}. "
                + $"Or name the lib folder of an installed PyTorch {libtorchVersion} in the environment variable "
                + $"{SequencesRuntime.LibtorchVariable} or in SequencesRuntime.LibtorchFolder.{Searched(candidates)}");

    private string CheckNamed(string folder, string namedBy)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        foreach (string library in Core)
        {
            if (!Has(full, library))
            {
                throw new NativeEngineException(
                    $"{namedBy} names the folder '{folder}', which has no {platform.FileName(library)}. It must hold " +
                    $"{CoreFiles()}: "
                    + "the lib folder of libtorch, or of an installed PyTorch (…/site-packages/torch/lib).");
            }
        }

        return full;
    }

    private bool Has(string folder, string library) => fileExists(PathOf(folder, library));

    private string PathOf(string folder, string library) => Path.Combine(folder, platform.FileName(library));

    private string CoreFiles() => string.Join(", ", Core.Select(platform.FileName));

    private string Version() => libtorchVersion is null ? "" : $" --version {libtorchVersion}";

    private string Gpu() => platform.CudaPackage is null ? "" : $" (for an NVIDIA GPU, {platform.CudaPackage} instead)";

    private static string Searched(IEnumerable<string> candidates)
        => $"{Environment.NewLine}Looked in:{string.Concat(candidates.Select(folder => $"{Environment.NewLine}  {folder}"))}";
}
