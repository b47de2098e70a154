using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class MulticlassEnsembleTests
{
    private static readonly MLContext MlContext = new(seed: 1);

    private static readonly IDataView HeldOut = Reviews.Of(MlContext, 400, seed: 2);

    private static readonly Lazy<ITransformer[]> Models = new(() =>
    {
        var rows = Reviews.Of(MlContext, 400, seed: 1);
        return
        [
            Reviews.KindNgrams(MlContext, "Text", rows), Reviews.KindEntropy(MlContext, "Title", rows),
            Reviews.Network(MlContext, "Title", rows, ToyTask.Multiclass),
        ];
    });

    private static readonly Lazy<EnsembleTransformer> Fitted =
        new(() => MlContext.MulticlassClassification.Ensemble(Models.Value, HeldOut, "Kind"));

    [TestMethod]
    public void The_ensemble_is_better_than_each_model_whatever_the_order_of_their_keys()
    {
        var rows = Reviews.Of(MlContext, 400, seed: 3);
        double ensemble = Loss(Fitted.Value, rows);
        Assert.AreEqual(Fitted.Value.Summary!.Loss, Loss(Fitted.Value, HeldOut), 1e-4);
        foreach (var model in Models.Value)
            Assert.IsLessThan(Loss(model, rows), ensemble);
        Assert.AreNotEqual(Names(Models.Value[0]), Names(Models.Value[1]), "orders of keys");
        Assert.AreEqual("bad, fair, good", Names(Fitted.Value));
    }

    [TestMethod]
    public void The_score_is_the_softmax_of_the_weighted_sum_of_logarithms()
    {
        float[][][] scores = [.. Models.Value.Select(model => Toy.ScoreVectors(model, HeldOut))];
        string[][] names = [.. Models.Value.Select(model => Names(model).Split(", "))];
        float[][] found = Toy.ScoreVectors(Fitted.Value, HeldOut);
        var (weights, order) = (Fitted.Value.Weights, Names(Fitted.Value).Split(", "));
        Assert.AreEqual(0, Fitted.Value.Bias);
        for (int row = 0; row < found.Length; row++)
        {
            double[] sums = [.. order.Select(name => Math.Exp(Enumerable.Range(0, 3).Sum(
                model => weights[model] * Math.Log(Math.Max(1e-6, scores[model][row][Array.IndexOf(names[model], name)])))))];
            for (int i = 0; i < 3; i++)
                Assert.AreEqual(sums[i] / sums.Sum(), found[row][i], 1e-4);
        }
    }

    [TestMethod]
    public void Evaluate_takes_the_columns_where_the_label_is_mapped_first()
    {
        var labels = MlContext.Transforms.Conversion.MapValueToKey(
            "Kind", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(HeldOut);
        var metrics = MlContext.MulticlassClassification.Evaluate(Fitted.Value.Transform(labels.Transform(HeldOut)), "Kind");
        Assert.AreEqual(Fitted.Value.Summary!.Loss, metrics.LogLoss, 1e-4);
        Assert.IsGreaterThan(0.5, metrics.MicroAccuracy);
    }

    [TestMethod]
    public void The_predicted_label_is_a_key_with_the_values_of_the_first_model()
    {
        var scored = Fitted.Value.Transform(HeldOut);
        var values = MlContext.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored).Transform(scored);
        string[] predicted = [.. Toy.Column<ReadOnlyMemory<char>>(values, "PredictedLabel").Select(text => text.ToString())];
        float[][] scores = Toy.ScoreVectors(Fitted.Value, HeldOut);
        string[] names = Names(Fitted.Value).Split(", ");
        for (int i = 0; i < predicted.Length; i++)
            Assert.AreEqual(names[Array.IndexOf(scores[i], scores[i].Max())], predicted[i]);
    }

    [TestMethod]
    public void Models_of_other_classes_are_refused_with_the_names_of_the_classes()
    {
        var rows = Reviews.List(200, seed: 4);
        foreach (var row in rows)
            row.Kind = row.Kind == "fair" ? "so-so" : row.Kind;
        var other = Reviews.KindNgrams(MlContext, "Text", MlContext.Data.LoadFromEnumerable(rows));
        string message = Assert.ThrowsExactly<ArgumentException>(() =>
            MlContext.MulticlassClassification.Ensemble([Models.Value[0], other], HeldOut, "Kind")).Message;
        StringAssert.Contains(message, "The models must have the same classes");
        StringAssert.Contains(message, "model 2 (ngrams) does not have 'fair', and has 'so-so'");

        var two = Reviews.KindNgrams(
            MlContext, "Text", MlContext.Data.LoadFromEnumerable(rows.Where(row => row.Kind != "so-so")));
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() =>
                MlContext.MulticlassClassification.Ensemble([two, Models.Value[0]], HeldOut.Schema)).Message,
            "model 2 (ngrams) has 3, and the first model 2");
    }

    [TestMethod]
    public void Rows_of_a_class_that_no_model_knows_are_left_out_or_refused()
    {
        var model = Reviews.KindNgrams(
            MlContext, "Text", MlContext.Data.LoadFromEnumerable(Reviews.List(200, seed: 4).Where(row => row.Kind != "fair")));
        // The model's own mapping of labels gives them no key.
        using var ensemble = MlContext.MulticlassClassification.Ensemble([model], HeldOut, "Kind");
        Assert.AreEqual(Reviews.List(400, seed: 2).Count(row => row.Kind != "fair"), ensemble.Summary!.NumberOfRows);

        var keys = MlContext.Transforms.Conversion.MapValueToKey("Key", "Kind").Fit(HeldOut).Transform(HeldOut);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => MlContext.MulticlassClassification.Ensemble([model], keys, "Key")).Message,
            "Validation rows must have classes that were trained on; column 'Key' has 'fair'.");
    }

    private static string Names(ITransformer model) => string.Join(
        ", ", ScoreAnnotations.ClassNamesOf(model.GetOutputSchema(HeldOut.Schema)["Score"], 3));

    private static double Loss(ITransformer model, IDataView rows)
    {
        string[] names = Names(model).Split(", ");
        string[] kinds = [.. Toy.Column<ReadOnlyMemory<char>>(rows, "Kind").Select(text => text.ToString())];
        return Toy.ScoreVectors(model, rows)
            .Zip(kinds, (scores, kind) => -Math.Log(scores[Array.IndexOf(names, kind)])).Average();
    }
}
