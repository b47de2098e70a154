namespace MlNet.Sequences.Tests;

/// <summary>TorchSharp's own native library for Linux, as its package brings it.</summary>
internal static class TorchSharpLibrary
{
    internal const string FileName = "libLibTorchSharp.so";

    private static readonly Lazy<byte[]?> Content = new(() =>
        Folders().Select(folder => Path.Combine(folder, FileName)).FirstOrDefault(File.Exists) is { } path
        ? File.ReadAllBytes(path)
        : null);

    /// <summary>A fresh copy of its bytes; skips the test on a system whose build doesn't bring the file.</summary>
    internal static byte[] Read()
    {
        if (Content.Value is null)
            Assert.Inconclusive($"Skipped: {FileName} isn't among this build's files; it is on Linux.");
        return [.. Content.Value];
    }

    private static IEnumerable<string> Folders()
        => [.. (
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string) ?? "").Split(Path.PathSeparator,
        StringSplitOptions.RemoveEmptyEntries),
            AppContext.BaseDirectory,
            Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native")];
}
