using System.ComponentModel;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences.Loading;

[assembly: LoadableClass(
    typeof(ITransformer), typeof(ModelEntryPoint), null, typeof(SignatureLoadModel),
    "MlNet.Sequences transformer", ModelEntryPoint.Signature)]

namespace MlNet.Sequences.Loading;

/// <summary>
/// Where ML.NET enters when <c>mlContext.Model.Load</c> meets a transformer of MlNet.Sequences. The file names this assembly,
/// ML.NET loads it, finds the attribute above, and calls <see cref="Create"/>, which hands over to the library. Nobody else calls
/// it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ModelEntryPoint
{
    /// <summary>What ML.NET finds the loader by; at most 24 characters.</summary>
    public const string Signature = "MlNetSequencesLoading";

    private const string Library = "MlNet.Sequences";

    // ML.NET finds it by its name, its parameters and its exact return type. The library references this assembly: it is found by
    // name, too.
    internal static ITransformer Create(IHostEnvironment environment, ModelLoadContext context) =>
        Assembly.Load(Library).GetType($"{Library}.ModelLoader", throwOnError: true)!
            .GetMethod("Create", BindingFlags.NonPublic | BindingFlags.Static)!
            .CreateDelegate<Func<IHostEnvironment, ModelLoadContext, ITransformer>>()(environment, context);
}
