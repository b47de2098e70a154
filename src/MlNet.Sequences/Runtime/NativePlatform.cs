using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>A system that TorchSharp has a native library for, and the names of its files and packages there.</summary>
/// <param name="Rid">NuGet's name of the system, for example <c>linux-x64</c>.</param>
/// <param name="Prefix">The prefix of shared libraries' names.</param>
/// <param name="Suffix">Their suffix.</param>
/// <param name="CudaPackage">The package for NVIDIA GPUs, or null if there is none.</param>
internal sealed record NativePlatform(string Rid, string Prefix, string Suffix, string? CudaPackage)
{
    private const string Supported = "TorchSharp runs on linux-x64 (with glibc), win-x64, win-arm64 and osx-arm64.";

    /// <summary>The package with libtorch for CPUs.</summary>
    internal string CpuPackage => $"libtorch-cpu-{Rid}";

    /// <summary>Whether TorchSharp can be kept from loading another libtorch besides the one that it should use.</summary>
    internal bool CanHideRival => Suffix == ".so";

    /// <summary>The system that this process runs on.</summary>
    /// <exception cref="NativeEngineException">TorchSharp has no native library for it.</exception>
    internal static NativePlatform Current()
    {
        bool linux = OperatingSystem.IsLinux();
        string os = linux ? "linux"
            : OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : RuntimeInformation.OSDescription;
        return For(
            os, RuntimeInformation.ProcessArchitecture, linux && IsMusl(RuntimeInformation.RuntimeIdentifier, Glibc.IsGlibc));
    }

    /// <summary>The system with these properties.</summary>
    /// <exception cref="NativeEngineException">TorchSharp has no native library for it.</exception>
    internal static NativePlatform For(string os, Architecture architecture, bool isMusl) => (os, architecture) switch
    {
        ("linux", _) when isMusl => throw new NativeEngineException(
            "libtorch is built for glibc and doesn't load on a system with musl, such as Alpine Linux. "
            + $"Use an image that is based on Debian, Ubuntu or Fedora. {Supported}"),
        ("linux", Architecture.X64) => new("linux-x64", "lib", ".so", "TorchSharp-cuda-linux"),
        ("win", Architecture.X64) => new("win-x64", "", ".dll", "TorchSharp-cuda-windows"),
        ("win", Architecture.Arm64) => new("win-arm64", "", ".dll", null),
        ("osx", Architecture.Arm64) => new("osx-arm64", "lib", ".dylib", null),
        _ => throw new NativeEngineException(
            $"TorchSharp has no native library for {os} on {architecture}. {Supported}"),
    };

    /// <summary>Runtimes built by distributions are named after them, so the name alone is not enough.</summary>
    internal static bool IsMusl(string runtimeIdentifier, bool isGlibc)
        => !isGlibc
            || runtimeIdentifier.Contains("musl", StringComparison.Ordinal)
            || runtimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);

    /// <summary>The file that holds a library: <c>torch_cpu</c> is in <c>libtorch_cpu.so</c> on Linux.</summary>
    internal string FileName(string library) => Prefix + library + Suffix;
}
