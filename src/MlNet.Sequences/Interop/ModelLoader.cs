using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;
using MlNet.Sequences.Loading;

[assembly: LoadableClass(
    typeof(SequenceTransformer), typeof(ModelLoader), null, typeof(SignatureLoadModel),
    "MlNet.Sequences transformer", ModelLoader.EarlierSignature)]

namespace MlNet.Sequences;

/// <summary>
/// Where <c>mlContext.Model.Load</c> comes to when it meets a transformer of ours: by <see cref="ModelEntryPoint"/>, whose
/// assembly the file names. Files that were saved before there was one name this assembly; ML.NET then finds the attribute above.
/// </summary>
internal static class ModelLoader
{
    internal const string EarlierSignature = "MlNetSequences";

    /// <summary>Found by its name, its parameters and, by ML.NET, its exact return type.</summary>
    internal static SequenceTransformer Create(IHostEnvironment environment, ModelLoadContext context)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(context);
        context.CheckAtModel();
        context.CheckVersionInfo(ModelManifest.Header);

        return ModelKinds.Load(environment, ModelReader.Open((name, most) => ModelReader.ReadEntry(context, name, most)));
    }
}
