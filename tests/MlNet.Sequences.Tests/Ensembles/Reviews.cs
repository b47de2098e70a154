using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNet.Sequences.Tests;

/// <summary>Reviews whose text and title each tell a part of what their author thinks, and models of either.</summary>
internal static class Reviews
{
    private static readonly string[] Kinds = ["bad", "fair", "good"];

    internal static IDataView Of(MLContext mlContext, int count, int seed) =>
        mlContext.Data.LoadFromEnumerable(List(count, seed));

    internal static Review[] List(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            double opinion = random.NextDouble();
            return new Review
            {
                Text = Words(random, opinion, random.Next(3, 9)),
                Title = Words(random, opinion, random.Next(1, 5)),
                Label = opinion > 0.5,
                Kind = Kinds[(int)(3 * opinion)],
                Amount = 100 + (float)(10 * opinion),
                Weight = random.NextSingle(),
            };
        })];
    }

    /// <summary>N-grams of the words of a column.</summary>
    internal static TransformerChain<ITransformer> Ngrams(MLContext mlContext, string column, IDataView rows) =>
        Chain(mlContext.Transforms.Text.TokenizeIntoWordsAsKeys(column + "Tokens", column)
            .Append(mlContext.BinaryClassification.Trainers.NgramLogisticRegression(featureColumnName: column + "Tokens"))
            .Fit(rows));

    /// <summary>A small LSTM over the words of a column.</summary>
    internal static TransformerChain<ITransformer> Network(
        MLContext mlContext, string column, IDataView rows, ToyTask task = ToyTask.Binary)
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.NgramLength, options.LearningRate) = (3, 0, 0.02);
        var trainer = Toy.Trainer(mlContext, task, options);
        var steps = mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", column);
        return Chain(task == ToyTask.Multiclass
            ? steps.Append(mlContext.Transforms.Conversion.MapValueToKey("Kind")).Append(trainer).Fit(rows)
            : steps.Append(trainer).Fit(rows));
    }

    /// <summary>ML.NET's own logistic regression, whose score is halved before it becomes a probability.</summary>
    internal static TransformerChain<ITransformer> Calibrated(MLContext mlContext, string column, IDataView rows) =>
        Chain(mlContext.Transforms.Text.FeaturizeText("Numbers", column)
            .Append(mlContext.BinaryClassification.Trainers.AveragedPerceptron(featureColumnName: "Numbers"))
            .Append(mlContext.BinaryClassification.Calibrators.Platt())
            .Fit(rows));

    /// <summary>N-grams of several classes, whose keys are in order of appearance or of value.</summary>
    internal static TransformerChain<ITransformer> KindNgrams(
        MLContext mlContext, string column, IDataView rows,
        ValueToKeyMappingEstimator.KeyOrdinality order = ValueToKeyMappingEstimator.KeyOrdinality.ByValue) =>
        Chain(mlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Tokens", column)
            .Append(mlContext.Transforms.Conversion.MapValueToKey("Kind", keyOrdinality: order))
            .Append(mlContext.MulticlassClassification.Trainers.NgramLogisticRegression("Kind", "Tokens"))
            .Fit(rows));

    /// <summary>ML.NET's own maximum entropy.</summary>
    internal static TransformerChain<ITransformer> KindEntropy(MLContext mlContext, string column, IDataView rows) =>
        Chain(mlContext.Transforms.Text.FeaturizeText("Numbers", column)
            .Append(mlContext.Transforms.Conversion.MapValueToKey(
                "Kind", keyData: mlContext.Data.LoadFromEnumerable(
                    new[] { "good", "bad", "fair" }.Select(kind => new KindRow { Kind = kind }))))
            .Append(mlContext.MulticlassClassification.Trainers.LbfgsMaximumEntropy("Kind", "Numbers"))
            .Append(mlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(rows));

    /// <summary>ML.NET's own linear regression.</summary>
    internal static TransformerChain<ITransformer> Amounts(MLContext mlContext, string column, IDataView rows) =>
        Chain(mlContext.Transforms.Text.FeaturizeText("Numbers", column)
            .Append(mlContext.Regression.Trainers.LbfgsPoissonRegression("Amount", "Numbers"))
            .Fit(rows));

    private static TransformerChain<ITransformer> Chain(IEnumerable<ITransformer> steps) => new([.. steps]);

    private static string Words(Random random, double opinion, int count) => string.Join(' ', Enumerable.Range(0, count).Select(
        _ => random.Next(3) == 0 ? $"word{random.Next(5)}" : random.NextDouble() < opinion ? "good" : "bad"));

    private sealed class KindRow
    {
        public string Kind { get; set; } = "";
    }

    internal sealed class Review
    {
        public string Text { get; set; } = "";

        public string Title { get; set; } = "";

        public bool Label { get; set; }

        public string Kind { get; set; } = "";

        public float Amount { get; set; }

        public float Weight { get; set; } = 1;
    }
}
