using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class RegressionEnsembleTests
{
    private static readonly MLContext MlContext = new(seed: 1);

    private static readonly IDataView HeldOut = Reviews.Of(MlContext, 400, seed: 2);

    private static readonly Lazy<ITransformer[]> Models = new(() =>
    {
        var rows = Reviews.Of(MlContext, 400, seed: 1);
        return
        [
            Reviews.Amounts(MlContext, "Text", rows), Reviews.Amounts(MlContext, "Title", rows),
            Reviews.Network(MlContext, "Text", rows, ToyTask.Regression),
        ];
    });

    private static readonly Lazy<EnsembleTransformer> Fitted =
        new(() => MlContext.Regression.Ensemble(Models.Value, HeldOut, "Amount"));

    [TestMethod]
    public void The_ensemble_is_better_than_each_model()
    {
        foreach (var rows in (IDataView[])[HeldOut, Reviews.Of(MlContext, 400, seed: 3)])
        {
            double ensemble = MlContext.Regression.Evaluate(Fitted.Value.Transform(rows), "Amount").MeanSquaredError;
            foreach (var model in Models.Value)
                Assert.IsLessThan(MlContext.Regression.Evaluate(model.Transform(rows), "Amount").MeanSquaredError, ensemble);
        }
    }

    [TestMethod]
    public void The_score_is_the_weighted_sum_and_the_summary_has_its_squared_error()
    {
        float[][] scores = [.. Models.Value.Select(model => Toy.Scores(model, HeldOut))];
        float[] sums = Toy.Scores(Fitted.Value, HeldOut);
        for (int i = 0; i < sums.Length; i++)
            Assert.AreEqual(
                scores.Zip(Fitted.Value.Weights, (score, weight) => score[i] * weight).Sum() + Fitted.Value.Bias, sums[i], 1e-3);
        var summary = Fitted.Value.Summary!;
        Assert.AreEqual(
            MlContext.Regression.Evaluate(Fitted.Value.Transform(HeldOut), "Amount").MeanSquaredError, summary.Loss, 1e-3);
        Assert.AreEqual(
            MlContext.Regression.Evaluate(Models.Value[1].Transform(HeldOut), "Amount").MeanSquaredError,
            summary.ModelLosses[1], 1e-3);
    }

    [TestMethod]
    public void The_unit_of_the_labels_does_not_matter()
    {
        var rows = Reviews.List(30, seed: 4);
        var task = new RegressionEnsembleTask();
        float[] labels = [.. rows.Select(row => row.Amount)], ones = [.. rows.Select(_ => 1f)];
        float[][] scores = [[.. labels.Select((label, i) => label + (i % 3))], [.. labels.Select((label, i) => 105 - (i % 5))]];
        double[] fitted = task.Fit(scores, labels, ones, new RegressionObjective());
        double[] scaled = task.Fit(
            [.. scores.Select(Thousand)], Thousand(labels), ones, new RegressionObjective());
        Assert.AreEqual(fitted[0], scaled[0], 1e-4);
        Assert.AreEqual(fitted[1], scaled[1], 1e-4);
        Assert.AreEqual(1000 * fitted[2], scaled[2], 1);
        Assert.IsGreaterThan(0.7, fitted[0]);

        static float[] Thousand(float[] numbers) => [.. numbers.Select(number => number * 1000)];
    }

    [TestMethod]
    public void Models_of_several_numbers_are_refused()
    {
        var rows = Enumerable.Range(0, 20).Select(i => new Pair { Text = $"word{i % 3}", Label = [i, -i] }).ToArray();
        var data = MlContext.Data.LoadFromEnumerable(rows);
        var model = MlContext.Transforms.Text.TokenizeIntoWordsAsKeys("Features", "Text")
            .Append(MlContext.Regression.Trainers.Lstm(Toy.Options)).Fit(data);
        StringAssert.Contains(
            Assert.ThrowsExactly<ArgumentException>(() => MlContext.Regression.Ensemble([model], data)).Message,
            "The models must be for regression, with one number in the column Score; that of model 1 (lstm) is " +
            "Vector<Single, 2>");
    }

    private sealed class Pair
    {
        public string Text { get; set; } = "";

        [Microsoft.ML.Data.VectorType(2)]
        public float[] Label { get; set; } = [];
    }
}
