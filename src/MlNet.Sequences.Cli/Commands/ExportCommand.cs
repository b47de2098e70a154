using System.CommandLine;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary><c>export</c>: a model's network as a checked ONNX file.</summary>
internal static class ExportCommand
{
    internal static Command Create(CancellationToken cancellationToken)
    {
        var model = Arguments.Model();
        var output = Arguments.Path(
            "--output", "FILE", "The ONNX file. Default: next to the model, with the extension .onnx").Or("-o");
        var tokenizer = Arguments.Flag(
            "--include-tokenizer", "Accept texts as input: the graph includes splitting into words and padding.");
        var weights = Arguments.Word(
            "--weights",
            "The type of the stored weights: int8 takes a quarter of the bytes and changes scores slightly. Default: float32",
            ["float32", "int8"]);
        var json = Arguments.Json("Print one JSON object to stdout.");
        var command = new Command("export", "Writes a model's network as an ONNX file, for programs without ML.NET.")
        {
            model, output, tokenizer, weights, json,
        };
        command.SetAction(parsed => Run(
            parsed.GetValue(model)!, parsed.GetValue(output),
            new OnnxExportOptions
            {
                IncludeTokenizer = parsed.GetValue(tokenizer),
                Weights = Enum.Parse<OnnxWeights>(parsed.GetValue(weights) ?? "float32", ignoreCase: true),
                CancellationToken = cancellationToken,
            },
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(string modelPath, string? output, OnnxExportOptions options, bool json)
    {
        var messages = new Messages();
        var mlContext = messages.CreateContext();
        string path = output ?? Path.ChangeExtension(modelPath, ".onnx");
        new CommandFiles().Reads("--model", modelPath).Writes("--output", path).Check();
        OutputFile.CheckWritable(path);
        var model = ModelFile.LoadNetwork(mlContext, modelPath, options.CancellationToken);
        ITransformer exported = options.IncludeTokenizer ? new TransformerChain<ITransformer>([.. model.Scoring.Steps])
            : model.Predictor;
        Export(mlContext, exported, path, options);
        long bytes = new FileInfo(path).Length;
        if (json)
            Messages.WriteJson(new ExportReport(
                Path.GetFullPath(path), model.Predictor.Architecture, model.Predictor.Task,
                options.Weights.ToString().ToLowerInvariant(), bytes));
        string rounded = options.Weights == OnnxWeights.Int8 ? ", with its weights rounded" : "";
        messages.Say($"Written to '{path}', {Format.Count(bytes)} bytes. ONNX Runtime's scores match the model's{rounded}.");
        return 0;
    }

    private static void Export(MLContext mlContext, ITransformer model, string path, OnnxExportOptions options)
    {
        try
        {
            mlContext.Model.ExportToOnnx(model, path, options);
        }
        catch (Exception e) when (options.IncludeTokenizer && e is ArgumentException or NotSupportedException)
        {
            throw new FailureException(
                Failures.Describe(e)
                .Replace(nameof(OnnxExportOptions.IncludeTokenizer), "--include-tokenizer", StringComparison.Ordinal), e);
        }
    }
}
