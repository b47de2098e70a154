using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences;
using MlNet.Sequences.Plots;

// What the engine's threads are told when it is loaded: script threads true|false
if (args is ["threads", var reduced])
{
    SequencesRuntime.ReduceThreadSpinning = bool.Parse(reduced);
    SequencesRuntime.Load();
    return;
}

// Whatever the library writes and reads as JSON, in a process like that of a script: script DATA FOLDER
string folder = args[1];
Console.WriteLine(
    $"JSON by reflection: {JsonSerializer.IsReflectionEnabledByDefault}, generated code: " +
    $"{RuntimeFeature.IsDynamicCodeSupported}");

var mlContext = new MLContext(seed: 1);
var rows = mlContext.Data.LoadFromTextFile<Review>(args[0], hasHeader: true);
var options = new LstmOptions
{
    EmbeddingSize = 8,
    HiddenSize = 8,
    NumberOfEpochs = 2,
    CheckpointFolder = Path.Combine(folder, "checkpoints"),
    Resume = true,
};
Console.WriteLine($"options read again: {SequenceTrainerOptions.FromJson<LstmOptions>(options.ToJson()).Equals(options)}");
var epochs = new EpochCounter();
options.Callbacks.Add(epochs);

string cache = Path.Combine(folder, "rows.cache");
var pipeline = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 100)
    .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 20))
    .CacheEncoded(mlContext, cache)
    .Append(mlContext.BinaryClassification.Trainers.Lstm(options));
var model = pipeline.Fit(rows);
float[] scores = Scores(model);
var cached = File.GetLastWriteTimeUtc(cache);
Console.WriteLine($"fitted again: {Scores(pipeline.Fit(rows)).SequenceEqual(scores)}");
Console.WriteLine($"from the checkpoint: {epochs.Count == 2}, from the cache: {File.GetLastWriteTimeUtc(cache) == cached}");

string path = Path.Combine(folder, "model.zip");
mlContext.Model.Save(model, rows.Schema, path);
var loaded = mlContext.Model.Load(path, out var schema);
Console.WriteLine($"loaded: {Scores(loaded).SequenceEqual(scores)}");
Console.WriteLine($"evaluated: {mlContext.BinaryClassification.Evaluate(loaded.Transform(rows)).Accuracy is >= 0 and <= 1}");

// Equal but for ONNX Runtime's rounding.
var portable = mlContext.Model.ToOnnxPipeline(loaded, schema, Path.Combine(folder, "model.onnx"));
Console.WriteLine($"exported: {Scores(portable).Zip(scores).All(pair => Math.Abs(pair.First - pair.Second) < 1e-4)}");
Console.WriteLine($"drawn: {ModelPlots.RocCurve(model.Transform(rows)).ToSvg().Contains("<svg", StringComparison.Ordinal)}");

float[] Scores(ITransformer scored) => [.. scored.Transform(rows).GetColumn<float>("Score")];

internal sealed class Review
{
    [LoadColumn(0)]
    public string Text { get; set; } = "";

    [LoadColumn(1)]
    public bool Label { get; set; }
}

internal sealed class EpochCounter : IEpochCallback
{
    internal int Count { get; private set; }

    public void OnEpochEnd(EpochMetrics epoch) => Count++;
}
