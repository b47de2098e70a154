using System.Reflection;
using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>The versions that a model was trained with.</summary>
/// <param name="Library">MlNet.Sequences.</param>
/// <param name="MlNet">Microsoft.ML.</param>
/// <param name="Libtorch">libtorch, the native engine.</param>
public sealed record TrainingVersions(string Library, string MlNet, string Libtorch)
{
    internal static TrainingVersions Current => new(Of(typeof(TrainingVersions)), Of(typeof(MLContext)), torch.__version__);

    // Without the commit that builds append.
    private static string Of(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? type.Assembly.GetName().Version!.ToString();
}
