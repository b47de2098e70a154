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
/// ML.NET's entry point when <c>mlContext.Model.Load</c> meets a transformer of MlNet.Sequences. The file names this assembly;
/// ML.NET loads it, finds the attribute above, and calls <see cref="Create"/>, which delegates to the library. Nothing else calls
/// it.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ModelEntryPoint
{
    /// <summary>The key by which ML.NET finds the loader; at most 24 characters.</summary>
    public const string Signature = "MlNetSequencesLoading";

    private const string Library = "MlNet.Sequences";

    // ML.NET finds it by its name, parameters and exact return type. The library references this assembly, so it is found by
    // name, too.
    internal static ITransformer Create(IHostEnvironment environment, ModelLoadContext context) =>
        Assembly.Load(Library).GetType($"{Library}.ModelLoader", throwOnError: true)!
            .GetMethod("Create", BindingFlags.NonPublic | BindingFlags.Static)!
            .CreateDelegate<Func<IHostEnvironment, ModelLoadContext, ITransformer>>()(environment, context);
}
