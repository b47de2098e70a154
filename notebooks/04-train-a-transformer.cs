// Made of 04-train-a-transformer.ipynb by: dotnet run --project tests/MlNet.Sequences.Notebooks -- apps
#:package MlNet.Sequences@0.1.0
#:package libtorch-cpu-linux-x64@2.10.0
#:property Nullable=disable

using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences;

// # 4. Train a Transformer, a GRU and a plain recurrent network
//
// Every architecture takes the same place in a pipeline and has its own options.

var mlContext = new MLContext(seed: 1);
var train = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-train.tsv", hasHeader: true);
var test = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-test.tsv", hasHeader: true);

var trainers = mlContext.BinaryClassification.Trainers;
var networks = new (string Name, SequenceTrainer Trainer)[]
{
    ("Transformer", trainers.Transformer(new TransformerOptions
    {
        HiddenSize = 64, NumberOfHeads = 4, LearningRate = 0.003, StepDropout = 0, NumberOfEpochs = 8, BatchSize = 16,
        KeepBestEpoch = false,
    })),
    ("GRU", trainers.Gru(new GruOptions
    {
        EmbeddingSize = 64, Pooling = SequencePooling.Last, StepDropout = 0, NumberOfEpochs = 8, BatchSize = 16,
        KeepBestEpoch = false,
    })),
    ("RNN", trainers.Rnn(new RnnOptions
    {
        EmbeddingSize = 64, LearningRate = 0.006, StepDropout = 0, NumberOfEpochs = 8, BatchSize = 16, KeepBestEpoch = false,
    })),
};

// The words are learned once, and the encoded rows are what each network trains on. Two hundred short texts tell little about
// which is the better one: on the Large Movie Review Dataset they are close to each other (README, "What to expect").

var words = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", maximumVocabularySize: 1_000).Fit(train);
IDataView encoded = words.Transform(train), encodedTest = words.Transform(test);
foreach (var (name, trainer) in networks)
{
    var model = trainer.Fit(encoded);
    var metrics = mlContext.BinaryClassification.Evaluate(model.Transform(encodedTest));
    Console.WriteLine(
        $"{name}: accuracy {metrics.Accuracy:P0}, area under the ROC curve {metrics.AreaUnderRocCurve:F3}, " +
        $"{model.NumberOfParameters:N0} weights");
}

public class Review
{
    [LoadColumn(0)] public string Text { get; set; }
    [LoadColumn(1)] public bool Label { get; set; }
}
