// Made of 05-evaluate-and-explain.ipynb by: dotnet run --project tests/MlNet.Sequences.Notebooks -- apps
#:package MlNet.Sequences@0.1.0
#:package libtorch-cpu-linux-x64@2.10.0
#:package MlNet.Sequences.Plots@0.1.0
#:property Nullable=disable
#:property PublishAot=false
// ML.NET generates code to read and write objects, which PublishAot, a script's default, turns off.

using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences;
using MlNet.Sequences.Plots;

// # 5. Evaluate, and look at the errors
//
// A number says how often a model is wrong. Its errors say why.

var mlContext = new MLContext(seed: 1);
var train = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-train.tsv", hasHeader: true);
var test = mlContext.Data.LoadFromTextFile<Review>("../data/reviews-test.tsv", hasHeader: true);

var pipeline = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text", maximumVocabularySize: 1_000)
    .Append(mlContext.BinaryClassification.Trainers.Lstm(new LstmOptions
    {
        EmbeddingSize = 64, HiddenSize = 64, Pooling = SequencePooling.Last, StepDropout = 0,
        NumberOfEpochs = 8, BatchSize = 16, KeepBestEpoch = false,
    }));
var model = pipeline.Fit(train);
var scored = model.Transform(test);
var metrics = mlContext.BinaryClassification.Evaluate(scored);
Console.WriteLine($"accuracy {metrics.Accuracy:P0}, area under the ROC curve {metrics.AreaUnderRocCurve:F3}");
display(ModelPlots.ConfusionMatrix(metrics.ConfusionMatrix));

// The confusion matrix counts at one threshold. The ROC curve has all thresholds; the reliability curve says whether a
// probability of 80 % is right in 80 of 100 cases.

display(ModelPlots.RocCurve(scored));
display(ModelPlots.ReliabilityCurve(scored));
display(ModelPlots.ScoreDistribution(scored));

// ## The worst errors
//
// Those that the model was surest of. Labels that are wrong themselves are often among them.

var errors = mlContext.Data.CreateEnumerable<Scored>(scored, reuseRowObject: false)
    .Where(row => row.Label != row.PredictedLabel)
    .OrderByDescending(row => Math.Abs(row.Probability - 0.5))
    .ToList();
Console.WriteLine($"{errors.Count} of 100 wrong");
foreach (var error in errors.Take(3))
    Console.WriteLine($"{error.Probability:P0} positive, but {(error.Label ? "positive" : "negative")}: {error.Text}");

// ## Which words made it so?
//
// Leave out one word after the other and score what is left: a word without which the score falls spoke for "positive". The score
// is the logit, the logarithm of the odds, which still moves where the probability is as good as 0 or 1. All variants are one
// view, and are scored together.

string text = errors.Count > 0 ? errors[0].Text : "A slow start, and yet it won me over.";
string[] parts = text.Split(' ');
var variants = mlContext.Data.LoadFromEnumerable(
    Enumerable.Range(-1, parts.Length + 1)
        .Select(left => new Review { Text = string.Join(" ", parts.Where((_, i) => i != left)) }));
float[] scores = model.Transform(variants).GetColumn<float>("Score").ToArray();
Console.WriteLine($"{scores[0]:F2}: {text}");
foreach (var (word, spoke) in parts.Select((word, i) => (word, scores[0] - scores[i + 1]))
    .OrderByDescending(pair => Math.Abs(pair.Item2)).Take(6))
    Console.WriteLine($"{spoke,6:F2} {word}");

// What a notebook shows, printed.
static void display(object value) =>
    Console.WriteLine(
        value is System.Collections.IEnumerable many and not string ? string.Join('\n', many.Cast<object>()) : value);

public class Review
{
    [LoadColumn(0)] public string Text { get; set; }
    [LoadColumn(1)] public bool Label { get; set; }
}

public class Scored
{
    public string Text { get; set; }
    public bool Label { get; set; }
    public bool PredictedLabel { get; set; }
    public float Probability { get; set; }
}
