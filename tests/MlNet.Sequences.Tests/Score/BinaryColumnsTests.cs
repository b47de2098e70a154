using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>The columns of binary models against those of ML.NET's own trainers, and what ML.NET makes of them.</summary>
[TestClass]
public sealed class BinaryColumnsTests
{
    private readonly MLContext _mlContext = new(seed: 1);
    private SequencePredictionTransformer _model = null!;

    [TestInitialize]
    public void Fit()
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate, options.Pooling) = (6, 0.03, SequencePooling.Max);
        _model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 400));
    }

    [TestCleanup]
    public void Free() => _model.Dispose();

    [TestMethod]
    public void Types_and_annotations_are_those_of_ML_NETs_own_trainers()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 50)
            .Select(i => new Vectors { Label = i % 2 == 0, Features = [i % 2 + random.NextSingle(), 1] }).ToArray();
        var vectors = _mlContext.Data.LoadFromEnumerable(rows);
        var theirs = _mlContext.BinaryClassification.Trainers.SdcaLogisticRegression(maximumNumberOfIterations: 2).Fit(vectors)
            .GetOutputSchema(vectors.Schema);
        var ours = _model.GetOutputSchema(Toy.Tokens(_mlContext, 1).Schema);

        foreach (string name in new[] { "Score", "Probability", "PredictedLabel" })
            Assert.AreEqual(ColumnText.Describe(theirs[name]), ColumnText.Describe(ours[name]));
        CollectionAssert.AreEqual(
            theirs.Skip(vectors.Schema.Count).Select(c => c.Name).ToArray(),
            ours.Skip(Toy.Tokens(_mlContext, 1).Schema.Count).Select(c => c.Name).ToArray());
    }

    [TestMethod]
    public void A_second_set_of_scores_has_the_next_number()
    {
        var twice = _model.Transform(_model.Transform(Toy.Tokens(_mlContext, 3)));
        var sets = twice.Schema.Where(c => c.Name == "Score").Select(SetId).ToArray();
        CollectionAssert.AreEqual(new uint[] { 1, 2 }, sets);

        static uint SetId(DataViewSchema.Column column)
        {
            uint id = 0;
            column.Annotations.GetValue("ScoreColumnSetId", ref id);
            return id;
        }
    }

    [TestMethod]
    public void Evaluate_takes_the_columns()
    {
        var metrics = _mlContext.BinaryClassification.Evaluate(_model.Transform(Toy.Tokens(_mlContext, 200, seed: 2)));
        Assert.IsGreaterThan(0.9, metrics.Accuracy);
        Assert.IsGreaterThan(0.9, metrics.AreaUnderRocCurve);
        Assert.IsLessThan(0.7, metrics.LogLoss);
    }

    [TestMethod]
    public void CrossValidate_trains_and_measures()
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate, options.Pooling) = (6, 0.03, SequencePooling.Max);
        var results = _mlContext.BinaryClassification.CrossValidate(
            Toy.Tokens(_mlContext, 400), Toy.Trainer(_mlContext, options), numberOfFolds: 2);
        Assert.HasCount(2, results);
        foreach (var result in results)
        {
            Assert.IsGreaterThan(0.8, result.Metrics.Accuracy);
            (result.Model as IDisposable)?.Dispose();
        }
    }

    [TestMethod]
    public void ChangeModelThreshold_changes_what_is_predicted_and_nothing_else()
    {
        var data = Toy.Tokens(_mlContext, 200, seed: 2);
        float[] scores = Toy.Scores(_model, data);
        float threshold = scores.Order().ElementAt(50);
        var changed = _mlContext.BinaryClassification.ChangeModelThreshold(_model, threshold);
        Assert.AreEqual(0f, _model.Threshold);
        Assert.AreEqual(threshold, changed.Threshold);

        using var reloaded = (SequencePredictionTransformer)ModelFile.Reload(_mlContext, changed);
        foreach (var model in new[] { changed, reloaded })
        {
            CollectionAssert.AreEqual(scores, Toy.Scores(model, data));
            CollectionAssert.AreEqual(
                scores.Select(score => score > threshold).ToArray(), Toy.Column<bool>(model.Transform(data), "PredictedLabel"));
        }

        Assert.AreEqual(149, Toy.Column<bool>(changed.Transform(data), "PredictedLabel").Count(label => label));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => _mlContext.BinaryClassification.ChangeModelThreshold(_model, float.NaN));
    }

    [TestMethod]
    public void Models_that_share_weights_are_disposed_one_by_one()
    {
        var data = Toy.Tokens(_mlContext, 5);
        float[] scores = Toy.Scores(_model, data);
        var changed = _mlContext.BinaryClassification.ChangeModelThreshold(_model, 1);
        var again = _mlContext.BinaryClassification.ChangeModelThreshold(changed, 2);
        _model.Dispose();
        _model.Dispose();
        CollectionAssert.AreEqual(scores, Toy.Scores(changed, data));
        changed.Dispose();
        CollectionAssert.AreEqual(scores, Toy.Scores(again, data));
        again.Dispose();
        foreach (var model in new[] { _model, changed, again })
            Assert.ThrowsExactly<ObjectDisposedException>(() => Toy.Scores(model, data));
    }

    [TestMethod]
    public void A_model_for_another_task_has_no_threshold()
    {
        using var model = Toy.Trainer(_mlContext, ToyTask.Regression, Toy.Options).Fit(Toy.Tokens(_mlContext, 30));
        Assert.IsNull(model.Threshold);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => _mlContext.BinaryClassification.ChangeModelThreshold(model, 1)).Message,
            "regression");
    }

    [TestMethod]
    public void A_calibrator_takes_the_scores()
    {
        var scored = _model.Transform(Toy.Tokens(_mlContext, 200, seed: 2));
        var calibrated = _mlContext.BinaryClassification.Calibrators.Platt().Fit(scored).Transform(scored);
        float[] probabilities = Toy.Column<float>(calibrated, "Probability"), scores = Toy.Column<float>(calibrated, "Score");
        Assert.IsTrue(probabilities.All(p => p is >= 0 and <= 1));
        Assert.IsGreaterThan(
            probabilities[Array.IndexOf(scores, scores.Min())], probabilities[Array.IndexOf(scores, scores.Max())]);
        Assert.IsGreaterThan(0.9, _mlContext.BinaryClassification.Evaluate(calibrated).Accuracy);
    }

    private sealed class Vectors
    {
        public bool Label { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
