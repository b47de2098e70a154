using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Testing;

/// <summary>Models to files and back, in memory.</summary>
internal static class ModelFile
{
    internal static ITransformer Reload(MLContext mlContext, ITransformer transformer)
    {
        using var stream = new MemoryStream();
        mlContext.Model.Save(transformer, null, stream);
        stream.Position = 0;
        var loaded = mlContext.Model.Load(stream, out _);
        return loaded is TransformerChain<ITransformer> chain && chain.Count() == 1 ? chain.Single() : loaded;
    }
}
