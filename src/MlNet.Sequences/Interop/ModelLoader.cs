using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;

[assembly: LoadableClass(
    typeof(SequenceTransformer), typeof(ModelLoader), null, typeof(SignatureLoadModel),
    "MlNet.Sequences transformer", ModelManifest.LoaderSignature)]

namespace MlNet.Sequences;

/// <summary>
/// Where ML.NET enters when <c>mlContext.Model.Load</c> meets a transformer of ours. The file names this assembly, ML.NET loads it,
/// finds the attribute above, and calls <see cref="Create"/>.
/// </summary>
internal static class ModelLoader
{
    /// <summary>Called by ML.NET, which finds it by its name, its parameters and its exact return type.</summary>
    internal static SequenceTransformer Create(IHostEnvironment environment, ModelLoadContext context)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(context);
        context.CheckAtModel();
        context.CheckVersionInfo(ModelManifest.Header);

        return ModelKinds.Load(environment, ModelReader.Open(name => ModelReader.ReadEntry(context, name)));
    }
}
