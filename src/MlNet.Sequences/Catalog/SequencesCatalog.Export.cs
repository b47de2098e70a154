using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

public static partial class SequencesCatalog
{
    /// <summary>
    /// Writes a trained network as an ONNX file, for programs without ML.NET and torch. Before the file is moved to its
    /// destination, ONNX Runtime loads it and must compute the same as the network on random sequences; with rounded weights, the
    /// same as the network with these.
    /// </summary>
    /// <remarks>
    /// With <see cref="OnnxExportOptions.IncludeTokenizer"/> the input is <c>text</c>, string <c>[batch]</c>, and the graph
    /// includes the steps from texts to tokens, exactly. Otherwise the inputs are <c>tokens</c>, int64 <c>[batch, time]</c>, the
    /// keys of the feature column, with 0 for padding at any position; or for sequences of numbers <c>values</c>, float32
    /// <c>[batch, time, channels]</c>, with steps of NaN as padding. Batch and time are free. Outputs have the names and meaning
    /// of the transformer's columns. Binary classification: <c>Score</c> and <c>Probability</c>, float32 <c>[batch]</c>, and
    /// <c>PredictedLabel</c>, bool <c>[batch]</c>. Multiclass classification: <c>Score</c>, float32 <c>[batch, classes]</c>, and
    /// <c>PredictedLabel</c>, int64 <c>[batch]</c>, the class's key, which is 1 for the first class. Regression: <c>Score</c>,
    /// float32 <c>[batch]</c>. All tasks: <c>Logits</c>, float32 <c>[batch, outputs]</c>, the output of the last layer. A model
    /// with a class or a number for each step has the dimension time after the batch in all outputs, with a value for each slot
    /// of the input; padding has the key 0, and NaN as numbers. The metadata contain the vocabulary, the classes, and the
    /// settings of network, tokenizer and padding. Operator set 17, or 20 with texts
    /// (<see href="https://onnx.ai/onnx/operators/">ONNX operators</see>).
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.Model</c>.</param>
    /// <param name="model">
    /// What a trainer's Fit returned, or a chain with one such transformer; only the chain's network is exported, unless the
    /// options include more.
    /// </param>
    /// <param name="path">The file; an existing one is overwritten. Its folder must exist.</param>
    /// <param name="options">What is written besides the network, and how; null for the defaults.</param>
    /// <example>
    /// <code>
    /// mlContext.Model.ExportToOnnx(model, "sentiment.onnx");
    /// mlContext.Model.ExportToOnnx(model, "small.onnx", new OnnxExportOptions { Weights = OnnxWeights.Int8 });
    /// mlContext.Model.ExportToOnnx(model, "from-text.onnx", new OnnxExportOptions { IncludeTokenizer = true });
    /// </code>
    /// </example>
    /// <exception cref="ArgumentException">
    /// The model has no trained network of this library, or several, the path is empty, or an option is out of its range; or the
    /// tokenizer is requested and the model has none, or has other steps besides it.
    /// </exception>
    /// <exception cref="NotSupportedException">
    /// The model is an n-gram model; or the tokenizer is requested, and has a setting that ONNX's operators can't express, or
    /// the model answers each step.
    /// </exception>
    /// <exception cref="IOException">The file can't be written; an existing one is unchanged.</exception>
    /// <exception cref="NativeEngineException">
    /// The application lacks the package Microsoft.ML.OnnxRuntime, which checks the file.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The weights exceed the 2 GB of an ONNX file, or the file's results differ from the network's: no file is left then.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// <see cref="OnnxExportOptions.CancellationToken"/> was canceled; no file is left.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The model has been disposed.</exception>
    public static void ExportToOnnx(
        this ModelOperationsCatalog catalog, ITransformer model, string path, OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new OnnxExportOptions();
        options.Validate();
        OnnxExporter.Export(TrainedModels.FindToExport(model), model, path, options);
    }

    /// <summary>
    /// A model that scores without torch: the steps of a trained one, with its network in ONNX Runtime. It adds the columns of
    /// the trained model, with the same types and annotations, scores in batches, and is saved, loaded and used like any model.
    /// </summary>
    /// <remarks>
    /// Applications that use it need the package Microsoft.ML.OnnxRuntime, but not torch. On a CPU, each batch is computed by one
    /// thread, and as many batches at once as there are cores. Thread-safe. Disposing it frees the network.
    /// </remarks>
    /// <param name="catalog">The catalog, <c>mlContext.Model</c>.</param>
    /// <param name="model">A chain with one trained network, or the network's transformer alone.</param>
    /// <param name="inputSchema">
    /// The columns of the rows to score. Steps before the network that don't find their columns, such as one that maps labels,
    /// are left out.
    /// </param>
    /// <param name="path">
    /// The path to which <see cref="ExportToOnnx"/> writes the network; the model keeps a copy, and saves it.
    /// </param>
    /// <param name="options">The options of the file; null for the defaults.</param>
    /// <example>
    /// <code>
    /// var portable = mlContext.Model.ToOnnxPipeline(model, imdb.Test.Schema, "sentiment.onnx");
    /// mlContext.Model.Save(portable, imdb.Test.Schema, "portable.zip");
    /// </code>
    /// </example>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The network's column is missing, or differs from what was trained on.
    /// </exception>
    /// <inheritdoc cref="ExportToOnnx" path="/exception"/>
    public static TransformerChain<ITransformer> ToOnnxPipeline(
        this ModelOperationsCatalog catalog, ITransformer model, DataViewSchema inputSchema, string path,
        OnnxExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return MakePipeline(catalog, model, inputSchema, path, options);
    }

    /// <summary>
    /// A model that scores without torch, as in the other overload, with all steps of the trained one: rows must have all columns
    /// that the trained model reads, including those that only its training needs.
    /// </summary>
    /// <param name="catalog">The catalog, <c>mlContext.Model</c>.</param>
    /// <param name="model">A chain with one trained network, or the network's transformer alone.</param>
    /// <param name="path">
    /// The path to which <see cref="ExportToOnnx"/> writes the network; the model keeps a copy, and saves it.
    /// </param>
    /// <param name="options">The options of the file; null for the defaults.</param>
    /// <example><code>var portable = mlContext.Model.ToOnnxPipeline(model, "sentiment.onnx");</code></example>
    /// <inheritdoc cref="ToOnnxPipeline(ModelOperationsCatalog, ITransformer, DataViewSchema, string, OnnxExportOptions)"
    /// path="/remarks"/>
    /// <inheritdoc cref="ExportToOnnx" path="/exception"/>
    public static TransformerChain<ITransformer> ToOnnxPipeline(
        this ModelOperationsCatalog catalog, ITransformer model, string path, OnnxExportOptions? options = null) =>
        MakePipeline(catalog, model, null, path, options);

    private static TransformerChain<ITransformer> MakePipeline(
        ModelOperationsCatalog catalog, ITransformer model, DataViewSchema? inputSchema, string path, OnnxExportOptions? options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        options ??= new OnnxExportOptions();
        options.Validate();
        if (options.IncludeTokenizer)
            throw new ArgumentException(
                $"A pipeline splits texts by the model's own steps, so {nameof(options.IncludeTokenizer)} must be false; " +
                $"received true. Leave it out, or call {nameof(ExportToOnnx)}.", nameof(options));
        return OnnxPipeline.Create(model, inputSchema, path, options);
    }
}
