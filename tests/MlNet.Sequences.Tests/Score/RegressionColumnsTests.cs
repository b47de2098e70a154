using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>The column of regression models against that of ML.NET's own trainers, and what ML.NET makes of it.</summary>
[TestClass]
public sealed class RegressionColumnsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Type_and_annotations_are_those_of_ML_NETs_own_trainers()
    {
        var vectors = _mlContext.Data.LoadFromEnumerable(
            Enumerable.Range(0, 50).Select(i => new VectorRow { Label = i, Features = [i, 1] }).ToArray());
        var theirs = _mlContext.Regression.Trainers.Sdca(maximumNumberOfIterations: 2).Fit(vectors)
            .GetOutputSchema(vectors.Schema);
        var data = Toy.Tokens(_mlContext, 50);
        using var model = Toy.Trainer(_mlContext, ToyTask.Regression, Toy.Options).Fit(data);
        var ours = model.GetOutputSchema(data.Schema);

        Assert.AreEqual(ColumnText.Describe(theirs["Score"]), ColumnText.Describe(ours["Score"]));
        Assert.HasCount(data.Schema.Count + 1, ours);
    }

    [TestMethod]
    [DataRow(RegressionLoss.Squared)]
    [DataRow(RegressionLoss.Absolute)]
    [DataRow(RegressionLoss.Huber)]
    public void What_is_told_is_in_the_labels_unit_and_Evaluate_measures_it(RegressionLoss loss)
    {
        using var model = Toy.Trainer(_mlContext, ToyTask.Regression, Learning(loss)).Fit(Toy.Tokens(_mlContext, 600));
        var metrics = _mlContext.Regression.Evaluate(model.Transform(Toy.Tokens(_mlContext, 300, seed: 2)), "Amount");
        // The labels are 90 and 110: who tells their mean errs by 10.
        Assert.IsLessThan(4, metrics.RootMeanSquaredError);
        Assert.IsGreaterThan(0.8, metrics.RSquared);
    }

    [TestMethod]
    public void CrossValidate_trains_and_measures()
    {
        var results = _mlContext.Regression.CrossValidate(
            Toy.Tokens(_mlContext, 400), Toy.Trainer(_mlContext, ToyTask.Regression, Learning(RegressionLoss.Squared)),
            numberOfFolds: 2, labelColumnName: "Amount");
        foreach (var result in results)
        {
            Assert.IsLessThan(8, result.Metrics.RootMeanSquaredError);
            (result.Model as IDisposable)?.Dispose();
        }
    }

    [TestMethod]
    public void Labels_that_are_all_alike_are_learnt()
    {
        var rows = Toy.TokenRows(50);
        foreach (var row in rows)
            row.Label = true;
        var data = Toy.View(_mlContext, rows);
        using var model = Toy.Trainer(_mlContext, ToyTask.Regression, Learning(RegressionLoss.Squared)).Fit(data);
        foreach (float score in Toy.Scores(model, data))
            Assert.AreEqual(110, score, 2);
    }

    private static LstmOptions Learning(RegressionLoss loss)
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate, options.Pooling, options.RegressionLoss) = (
            12, 0.03, SequencePooling.Max, loss);
        return options;
    }

    private sealed class VectorRow
    {
        public float Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
