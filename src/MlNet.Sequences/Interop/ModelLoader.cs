using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNet.Sequences;
using MlNet.Sequences.Loading;

[assembly: LoadableClass(
    typeof(SequenceTransformer), typeof(ModelLoader), null, typeof(SignatureLoadModel),
    "MlNet.Sequences transformer", ModelLoader.EarlierSignature)]

namespace MlNet.Sequences;

/// <summary>
/// The entry point of <c>mlContext.Model.Load</c> for our transformers: called through <see cref="ModelEntryPoint"/>, whose
/// assembly the file names. Files saved before it existed name this assembly; ML.NET then finds the attribute above.
/// </summary>
internal static class ModelLoader
{
    internal const string EarlierSignature = "MlNetSequences";

    /// <summary>ML.NET finds it by its name, parameters and exact return type.</summary>
    internal static SequenceTransformer Create(IHostEnvironment environment, ModelLoadContext context)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(context);
        context.CheckAtModel();
        context.CheckVersionInfo(ModelManifest.Header);

        return ModelKinds.Load(
            environment,
            ModelReader.Open((name, most) => ModelReader.ReadEntry(context, name, most), name =>
            {
                context.LoadModel<ITransformer, SignatureLoadModel>(environment, out var model, name);
                return model;
            }));
    }
}
