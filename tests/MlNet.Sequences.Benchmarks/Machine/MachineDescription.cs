using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences.Benchmarks;

/// <summary>What the figures are of.</summary>
internal sealed record MachineDescription(
    string Processor, int Cores, string System, string Dotnet, string Libtorch, string TorchSharp, string MlNet, string Library)
{
    private const string LinuxProcessors = "/proc/cpuinfo";

    internal static MachineDescription OfThis() => new(
        ProcessorName(), Environment.ProcessorCount, RuntimeInformation.OSDescription, Environment.Version.ToString(),
        SequencesRuntime.LibtorchVersion, VersionOf(typeof(torch)), VersionOf(typeof(Microsoft.ML.MLContext)),
        VersionOf(typeof(SequencesRuntime)));

    public override string ToString() =>
        $"{Processor}, {Cores} cores; {System}; .NET {Dotnet}, libtorch {Libtorch}, TorchSharp {TorchSharp}, ML.NET {MlNet}, " +
        $"MlNet.Sequences {Library}";

    // ML.NET's assembly version says 1.0.0 whatever the package; what stands behind a + is a commit.
    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string ProcessorName()
    {
        string? name = File.Exists(LinuxProcessors)
            ? File.ReadLines(LinuxProcessors)
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return name ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
