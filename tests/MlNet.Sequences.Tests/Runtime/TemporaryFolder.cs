using System.Runtime.CompilerServices;

namespace MlNet.Sequences.Tests;

/// <summary>A folder that goes when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal TemporaryFolder([CallerMemberName] string test = "")
        => Path = Directory.CreateTempSubdirectory($"{test[..Math.Min(test.Length, 40)]}-").FullName;

    internal string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
