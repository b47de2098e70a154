// Made of 03-train-an-lstm.ipynb by: dotnet run --project tests/MlNet.Sequences.Notebooks -- apps
#:package MlNet.Sequences@0.1.0
#:package libtorch-cpu-linux-x64@2.10.0
#:package MlNet.Sequences.Plots@0.1.0
#:property Nullable=disable

using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences;
using MlNet.Sequences.Plots;

// # 3. Train an LSTM
//
// A trainer is an estimator like any other of ML.NET: it stands at the end of a pipeline, and `Fit` trains.

var mlContext = new MLContext(seed: 1);
var train = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-train.tsv", hasHeader: true);
var test = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-test.tsv", hasHeader: true);

// The sample is small and its texts are short, so the steps are small and many, no word is dropped, and the state after the last
// word is what is judged by. For thousands of long reviews the defaults are better: `Lstm()` alone.

var pipeline = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", maximumVocabularySize: 1_000)
    .Append(mlContext.BinaryClassification.Trainers.Lstm(new LstmOptions
    {
        EmbeddingSize = 64, HiddenSize = 64, Pooling = SequencePooling.Last, StepDropout = 0,
        NumberOfEpochs = 8, BatchSize = 16, KeepBestEpoch = false,
    }));
var model = pipeline.Fit(train);

// ## What happened
//
// The history has each epoch: its loss, its metrics on the rows that were held out, its time.

TrainingHistory history = model.LastTransformer.History;
foreach (var epoch in history.Epochs)
    Console.WriteLine(
        $"epoch {epoch.Epoch}: loss {epoch.TrainingLoss:F3}, validation loss {epoch.ValidationLoss:F3}, accuracy " +
        $"{epoch.ValidationAccuracy:P0}");
Console.WriteLine($"{history.TrainingRows} rows trained on, {history.ValidationRows} held out");
display(ModelPlots.LearningCurves(history));

// ## How good is it?
//
// On texts that it has not seen, by ML.NET's own evaluator:

var metrics = mlContext.BinaryClassification.Evaluate(model.Transform(test));
Console.WriteLine($"accuracy {metrics.Accuracy:P0}, area under the ROC curve {metrics.AreaUnderRocCurve:F3}");

// Save it for the next notebooks.

mlContext.Model.Save(model, train.Schema, Path.Combine(Path.GetTempPath(), "reviews-lstm.zip"));

// What a notebook shows, printed.
static void display(object value) =>
    Console.WriteLine(
        value is System.Collections.IEnumerable many and not string ? string.Join('\n', many.Cast<object>()) : value);

public class Review
{
    [LoadColumn(0)] public string Text { get; set; }
    [LoadColumn(1)] public bool Label { get; set; }
}
