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
// Integrated gradients (Sundararajan et al. 2017) say what each word adds to the score. The score is the logit, the logarithm of
// the odds, which still moves where the probability is as good as 0 or 1. A solid line is under words that speak for the class, a
// dashed one under those that speak against it.

var predictor = TextPredictor.Create(model, train.Schema);
var explainer = TextExplainer.Create(predictor);
string text = errors.Count > 0 ? errors[0].Text : "A slow start, and yet it won me over.";
var explanation = explainer.Explain(text);
display(ModelPlots.TokenContributions(explanation));
foreach (var word in explanation.Tokens.OrderByDescending(word => Math.Abs(word.Value)).Take(6))
    Console.WriteLine($"{word.Value,6:F2} {word.Token}");

// Are these the words that count? Delete the strongest ones, and see how far the probability of the predicted class falls; then
// as many words at random.

var faithful = mlContext.Model.EvaluateExplanations(model, mlContext.Data.TakeRows(scored, 30));
Console.WriteLine($"without the strongest 20 % of the words: {faithful.Tokens.Comprehensiveness[0.2]:F2} lower");
Console.WriteLine($"without 20 % of the words at random:     {faithful.RandomTokens.Comprehensiveness[0.2]:F2} lower");

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
