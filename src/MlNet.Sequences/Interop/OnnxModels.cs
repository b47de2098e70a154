using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Onnx;

namespace MlNet.Sequences;

/// <summary>ML.NET's own ONNX transformer, made where there is a schema and no data.</summary>
internal static class OnnxModels
{
    private const int RecursionLimit = 100; // of nested messages; ML.NET's default

    /// <param name="environment">The environment.</param>
    /// <param name="path">The model, which the transformer keeps a copy of.</param>
    /// <param name="input">The name of its one input, and of the column.</param>
    /// <param name="shape">The input's shape.</param>
    /// <param name="outputs">Its outputs, which become columns.</param>
    /// <param name="schema">The schema of the rows.</param>
    internal static OnnxTransformer Apply(
        IHostEnvironment environment, string path, string input, int[] shape, string[] outputs, DataViewSchema schema) =>
        new TransformsCatalog(environment)
            .ApplyOnnxModel(outputs, [input], path, new Dictionary<string, int[]> { [input] = shape }, recursionLimit: RecursionLimit)
            .Fit(new EmptyDataView(environment, schema));
}
