// Made of 06-save-load-and-onnx.ipynb by: dotnet run --project tests/MlNet.Sequences.Notebooks -- apps
#:package MlNet.Sequences@0.1.0
#:package libtorch-cpu-linux-x64@2.10.0
#:package Microsoft.ML.OnnxRuntime@1.31.1
#:property Nullable=disable

using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences;

// # 6. Save, load, and leave the training machine
//
// A trained pipeline is one file: words, network and settings.

var mlContext = new MLContext(seed: 1);
var train = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-train.tsv", hasHeader: true);
var test = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-test.tsv", hasHeader: true);

var pipeline = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", "Text", maximumVocabularySize: 1_000)
    .Append(mlContext.Transforms.PadSequence("Features", "Tokens", length: 50))
    .Append(mlContext.BinaryClassification.Trainers.Lstm(new LstmOptions
    {
        EmbeddingSize = 64, HiddenSize = 64, Pooling = SequencePooling.Last, StepDropout = 0,
        NumberOfEpochs = 8, BatchSize = 16, KeepBestEpoch = false,
    }));
var model = pipeline.Fit(train);
string path = Path.Combine(Path.GetTempPath(), "reviews.zip");
mlContext.Model.Save(model, train.Schema, path);
Console.WriteLine($"{new FileInfo(path).Length / 1024} KB");

// Another process loads it, with nothing to register: a `TextPredictor` finds the text column and the classes in the model, and
// any number of threads can share it.

var predictor = TextPredictor.Load(new MLContext(), path);
foreach (string text in new[] { "Slow to start, and yet it won me over.", "A waste of time that falls apart." })
    Console.WriteLine($"{predictor.Predict(text).Probabilities["true"]:P0} positive: {text}");

// `Predict` takes many texts, too, and `Transform` whole rows: both score in batches and on all cores, with the same results.

var metrics = mlContext.BinaryClassification.Evaluate(predictor.Transform(test));
Console.WriteLine($"accuracy {metrics.Accuracy:P0}");

// ## ONNX
//
// `ExportToOnnx` writes the network for programs without ML.NET and torch, after it has compared what ONNX Runtime makes of it.
// `ToOnnxPipeline` gives a model with the same columns, from text to score, that needs no libtorch.

string onnxPath = Path.Combine(Path.GetTempPath(), "reviews.onnx");
var portable = mlContext.Model.ToOnnxPipeline(model, test.Schema, onnxPath);
Console.WriteLine($"{new FileInfo(onnxPath).Length / 1024} KB");
float[] byTorch = model.Transform(test).GetColumn<float>("Score").ToArray();
float[] byOnnx = portable.Transform(test).GetColumn<float>("Score").ToArray();
float difference = byTorch.Zip(byOnnx).Max(pair => Math.Abs(pair.First - pair.Second));
Console.WriteLine($"greatest difference of {byTorch.Length} scores below 0.0001: {difference < 0.0001}");
File.Delete(path);
File.Delete(onnxPath);

public class Review
{
    [LoadColumn(0)] public string Text { get; set; }
    [LoadColumn(1)] public bool Label { get; set; }
}
