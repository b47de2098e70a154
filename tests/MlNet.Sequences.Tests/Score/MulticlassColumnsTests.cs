using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

/// <summary>The columns of multiclass models against those of ML.NET's own trainers, and what ML.NET makes of them.</summary>
[TestClass]
public sealed class MulticlassColumnsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow("Texts")]
    [DataRow("Numbers")]
    [DataRow("Bare")]
    public void Types_and_annotations_are_those_of_ML_NETs_own_trainers(string label)
    {
        var data = Rows(60);
        var theirs = _mlContext.MulticlassClassification.Trainers.SdcaMaximumEntropy(
            label, "Vector", maximumNumberOfIterations: 2).Fit(data)
            .GetOutputSchema(data.Schema);
        var options = Toy.Options;
        options.LabelColumnName = label;
        var trainer = _mlContext.MulticlassClassification.Trainers.Lstm(options);
        using var model = trainer.Fit(data);
        var ours = model.GetOutputSchema(data.Schema);

        foreach (string name in new[] { "PredictedLabel", "Score" })
            Assert.AreEqual(ColumnText.Describe(theirs[name]), ColumnText.Describe(ours[name]));
        CollectionAssert.AreEqual(
            theirs.Skip(data.Schema.Count).Select(c => c.Name).ToArray(),
            ours.Skip(data.Schema.Count).Select(c => c.Name).ToArray());
        Assert.AreEqual(
            Schemas.Describe(ours), Schemas.Describe(trainer.GetOutputSchema(new SchemaShape(ColumnShapes.Of(data.Schema)))),
            "the promise");

        var reloaded = ModelFile.Reload(_mlContext, model).GetOutputSchema(data.Schema);
        foreach (string name in new[] { "PredictedLabel", "Score" })
            Assert.AreEqual(ColumnText.Describe(theirs[name]), ColumnText.Describe(reloaded[name]), "saved and loaded");
    }

    [TestMethod]
    public void Scores_are_probabilities_and_the_greatest_is_predicted_and_mapped_back_to_its_value()
    {
        var data = Toy.Tokens(_mlContext, 300);
        using var model = Toy.Trainer(_mlContext, ToyTask.Multiclass, Learning()).Fit(data);
        var named = _mlContext.Transforms.Conversion.MapKeyToValue("Named", "PredictedLabel").Fit(model.Transform(data))
            .Transform(model.Transform(data));
        float[][] scores = Toy.ScoreVectors(model, data);
        string[] names = [.. Toy.Column<ReadOnlyMemory<char>>(named, "Named").Select(name => name.ToString())];
        string[] classes = ["no", "maybe", "yes"];

        for (int i = 0; i < scores.Length; i++)
        {
            Assert.AreEqual(1, scores[i].Sum(), 1e-6);
            Assert.AreEqual(classes[Array.IndexOf(scores[i], scores[i].Max())], names[i]);
        }

        Assert.Contains("yes", names);
        Assert.Contains("no", names);
    }

    [TestMethod]
    public void Evaluate_takes_the_columns()
    {
        using var model = Toy.Trainer(_mlContext, ToyTask.Multiclass, Learning()).Fit(Toy.Tokens(_mlContext, 600));
        var metrics = _mlContext.MulticlassClassification.Evaluate(
            model.Transform(Toy.Tokens(_mlContext, 300, seed: 2)), "Kind", topKPredictionCount: 2);
        // "maybe" can't be told from "no": it is every fourth of them.
        Assert.IsGreaterThan(0.8, metrics.MicroAccuracy);
        Assert.IsGreaterThan(0.97, metrics.TopKAccuracy);
        Assert.IsLessThan(0.6, metrics.LogLoss);
        Assert.AreEqual(3, metrics.ConfusionMatrix.NumberOfClasses);
    }

    [TestMethod]
    public void CrossValidate_trains_and_measures()
    {
        var results = _mlContext.MulticlassClassification.CrossValidate(
            Toy.Tokens(_mlContext, 400), Toy.Trainer(_mlContext, ToyTask.Multiclass, Learning()), numberOfFolds: 2,
            labelColumnName: "Kind");
        foreach (var result in results)
        {
            Assert.IsGreaterThan(0.7, result.Metrics.MicroAccuracy);
            (result.Model as IDisposable)?.Dispose();
        }
    }

    private static LstmOptions Learning()
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate, options.Pooling) = (8, 0.03, SequencePooling.Max);
        return options;
    }

    private IDataView Rows(int count)
    {
        IDataView view = _mlContext.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new LabelledRow
        {
            Texts = $"class {i % 3}",
            Numbers = i % 3 / 2f,
            Bare = (uint)(i % 3),
            Vector = [i % 3, 1],
            Features = [(uint)(i % 3) + 1],
        }).ToArray());
        return _mlContext.Transforms.Conversion.MapValueToKey("Texts")
            .Append(_mlContext.Transforms.Conversion.MapValueToKey("Numbers"))
            .Fit(view).Transform(view);
    }

    private sealed class LabelledRow
    {
        public string Texts { get; set; } = "";

        public float Numbers { get; set; }

        [KeyType(3)]
        public uint Bare { get; set; }

        [VectorType(2)]
        public float[] Vector { get; set; } = [];

        [KeyType(3)]
        public uint[] Features { get; set; } = [];
    }
}
