using Microsoft.ML;

namespace MlNet.Sequences.Benchmarks;

/// <summary>One way to score, as a saved model.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Description">What people call it.</param>
/// <param name="ModelPath">The saved model, text to score.</param>
/// <param name="OnnxPath">The exported network; null for torch, whose weights are in the model alone.</param>
internal sealed record OnnxVariant(string Name, string Description, string ModelPath, string? OnnxPath)
{
    internal const string Torch = "torch";

    /// <summary>Saves a model, and exports it, into a folder.</summary>
    internal static IEnumerable<OnnxVariant> Write(MLContext mlContext, ITransformer model, DataViewSchema schema, string folder)
    {
        yield return Save(Torch, "the trained model, torch", model, null);
        foreach (var weights in Enum.GetValues<OnnxWeights>())
        {
            string name = weights.ToString().ToLowerInvariant(), path = Path.Combine(folder, $"{name}.onnx");
            using var exported = mlContext.Model.ToOnnxPipeline(model, schema, path, new OnnxExportOptions { Weights = weights });
            yield return Save(name, $"ONNX, {name}", exported, path);
        }

        OnnxVariant Save(string name, string description, ITransformer transformer, string? onnxPath)
        {
            string saved = Path.Combine(folder, $"{name}.zip");
            mlContext.Model.Save(transformer, schema, saved);
            return new(name, description, saved, onnxPath);
        }
    }
}
