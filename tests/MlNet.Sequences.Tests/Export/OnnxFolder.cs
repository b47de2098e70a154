using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>
/// A folder of exported models, each with inputs and what the model itself gives for them, for engines outside .NET.
/// </summary>
internal static class OnnxFolder
{
    private const int Longest = 12;

    internal static string Script => Repository.Path("tests", "MlNet.Sequences.Tests", "Export", "run_onnx.py");

    /// <summary>Writes every architecture in both forms, with all tasks among them, and the script that runs them.</summary>
    internal static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.Copy(Script, Path.Combine(folder, Path.GetFileName(Script)), overwrite: true);
        var binary = new BinaryObjective { Threshold = 0.1f };
        var multiclass = new MulticlassObjective { Labels = new LabelKeys("UInt32", 3, null) };
        var regression = new RegressionObjective { Mean = 100, StandardDeviation = 7 };
        var lstm = new LstmArchitecture
        {
            EmbeddingSize = 6,
            HiddenSize = 8,
            NumberOfLayers = 1,
            Bidirectional = true,
            Pooling = SequencePooling.MeanAndMax,
        };
        var padding = new PadSequenceOptions { Length = 8 };
        WriteBoth(folder, "lstm", lstm, binary, padding);
        WriteBoth(
            folder, "gru", new GruArchitecture { EmbeddingSize = 6, HiddenSize = 8, NumberOfLayers = 2 }, multiclass, padding);
        WriteBoth(folder, "rnn", new RnnArchitecture { EmbeddingSize = 6, HiddenSize = 8, NumberOfLayers = 1 }, regression, null);
        WriteBoth(
            folder, "transformer",
            new TransformerArchitecture { HiddenSize = 8, NumberOfLayers = 2, NumberOfHeads = 2, FeedForwardSize = 12 }, binary,
            new() { Length = 6, Padding = SequencePadding.Pre, Truncation = SequenceTruncation.HeadAndTail });

        // Without RegexFullMatch, for which onnx's reference evaluator needs one more package.
        var plain = ChainFromText.Of(
            lstm with { Bidirectional = false }, binary, new() { RemoveHtmlLineBreaks = false }, padding);
        WriteFromText(folder, "lstm-plain", plain);
    }

    private static void WriteBoth(
        string folder, string name, NetworkArchitecture architecture, Objective objective, PadSequenceOptions? padding)
    {
        var model = ChainFromText.Of(architecture, objective, null, padding);
        WriteFromText(folder, name, model);
        var network = TrainedModels.Find(model);
        var random = new Random(3);
        var rows = Enumerable.Range(0, Longest + 1).Select(length => new Toy.TokenRow
        {
            Features = [
                .. Enumerable.Range(0, length).Select(_ => (uint)Math.Max(0, random.Next(-2, network.Input.VocabularySize + 1)))],
        }).ToArray();
        long[][] tokens = [
            .. rows.Select(
                row => Enumerable.Range(0, Longest).Select(step => step < row.Features.Length ? (long)row.Features[step] : 0)
                .ToArray())];
        string path = Path.Combine(folder, $"{name}-from-tokens.onnx");
        new MLContext().Model.ExportToOnnx(model, path);
        var keys = Rows.Of(
            new MLContext(), new VectorDataViewType(new KeyDataViewType(typeof(uint), network.Input.VocabularySize)),
            [.. rows.Select(row => row.Features)]);
        var features = new MLContext().Transforms.CopyColumns("Features", "Tokens").Fit(keys).Transform(keys);
        WriteCase(path, model.LastTransformer, features, new() { ["tokens"] = tokens });
    }

    private static void WriteFromText(string folder, string name, TransformerChain<ITransformer> model)
    {
        string path = Path.Combine(folder, $"{name}-from-text.onnx");
        new MLContext().Model.ExportToOnnx(model, path, new OnnxExportOptions { IncludeTokenizer = true });
        string[] texts = ChainFromText.Texts(model);
        WriteCase(path, model, Rows.OfText(new MLContext(), texts), new() { ["text"] = texts });
    }

    private static void WriteCase(string path, ITransformer model, IDataView rows, Dictionary<string, object> inputs)
    {
        var scored = model.Transform(rows);
        var outputs = new Dictionary<string, object>();
        var network = model as SequencePredictionTransformer ?? TrainedModels.Steps(model).OfType<SequencePredictionTransformer>()
            .Single();
        foreach (string output in OnnxParityTests.Outputs(network))
        {
            float[] values = OnnxParityTests.Read(scored, output);
            int count = ((Array)inputs.Values.Single()).Length;
            outputs[output] = scored.Schema[output].Type switch
            {
                VectorDataViewType => values.Chunk(values.Length / count).ToArray(),
                BooleanDataViewType => values.Select(value => value > 0).ToArray(),
                KeyDataViewType => values.Select(value => (long)value).ToArray(),
                _ => values,
            };
        }

        File.WriteAllText(Path.ChangeExtension(path, ".json"), ReflectionJson.Serialize(new { inputs, outputs }));
    }
}
