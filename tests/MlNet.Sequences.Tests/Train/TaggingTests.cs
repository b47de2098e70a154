using Microsoft.ML;
using Microsoft.ML.Data;
using MlNet.Sequences.Testing;

namespace MlNet.Sequences.Tests;

/// <summary>A class for each step of a sequence: what is learned, and how it is measured.</summary>
[TestClass]
public sealed class TaggingTests : TaggingFixture
{
    public static IEnumerable<object[]> Networks =>
    [
        // Which step is the one before, a Transformer has to learn.
        ["lstm", 0.97], ["bidirectional lstm", 0.97], ["gru", 0.97], ["rnn", 0.97], ["transformer", 0.8], ["convolution", 0.97],
    ];

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Each_step_gets_the_class_that_follows_from_its_neighbors(string network, double accuracy)
    {
        using var model = Fit(Options(network, epochs: 14), Toy.Tokens(MlContext, 600));
        var test = model.Transform(Toy.Tokens(MlContext, 200, seed: 2));
        var metrics = MlContext.MulticlassClassification.EvaluateTagging(test, "Tags");
        Assert.IsGreaterThan(accuracy, metrics.MicroAccuracy);
        Assert.IsGreaterThan(accuracy - 0.1, metrics.MacroAccuracy);
        Assert.IsLessThan(0.5, metrics.LogLoss);
        Assert.AreEqual("tagging", model.Task);
        CollectionAssert.AreEqual(new[] { "no", "maybe", "yes" }, model.ClassNames.ToArray());

        // The same, counted here.
        var named = MlContext.Transforms.Conversion.MapKeyToValue([new("Found", "PredictedLabel"), new("True", "Tags")])
            .Fit(test).Transform(test);
        var pairs = Texts(named, "Found").Zip(Texts(named, "True")).SelectMany(row => row.First.Zip(row.Second)).ToArray();
        Assert.AreEqual(metrics.MicroAccuracy, pairs.Average(pair => pair.First == pair.Second ? 1.0 : 0), 1e-9);
        Assert.AreEqual(3, metrics.ConfusionMatrix.NumberOfClasses);
        Assert.AreEqual("maybe", pairs[0].Second, "the first word of any sentence");
    }

    [TestMethod]
    public void The_accuracy_of_an_epoch_is_that_of_the_steps()
    {
        var (train, validation) = (Toy.Tokens(MlContext, 300), Toy.Tokens(MlContext, 100, seed: 2));
        var options = Options("gru", epochs: 3);
        options.LabelColumnName = "Tags";
        using var model = MlContext.MulticlassClassification.Trainers.SequenceTagging(options).Fit(train, validation);
        var metrics = MlContext.MulticlassClassification.EvaluateTagging(model.Transform(validation), "Tags");
        var kept = model.History.Epochs[model.History.KeptEpoch - 1];
        Assert.AreEqual(metrics.MicroAccuracy, kept.ValidationAccuracy!.Value, 1e-6);
        long steps = Toy.TokenRows(100, seed: 2).Sum(row => row.Features.Length);
        Assert.AreEqual(steps, model.History.ValidationSteps);
        Assert.AreEqual(100, model.History.ValidationRows);
        using var loaded = (SequencePredictionTransformer)ModelFile.Reload(MlContext, model);
        Assert.AreEqual(steps, loaded.History.ValidationSteps);
        Assert.AreEqual(metrics.MacroAccuracy, kept.ValidationMacroAccuracy!.Value, 1e-6);
        Assert.AreEqual(metrics.LogLoss, kept.ValidationLoss!.Value, 1e-4);
        Assert.IsNotNull(model.History.KeptEpochReason);
        Assert.IsTrue(model.WasTrainedOn(train) || model.History.DataSha256 is not null);
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("transformer")]
    public void A_batch_whose_steps_are_all_left_out_changes_nothing(string network)
    {
        var options = Options(network);
        options.BatchSize = 1;
        if (options is RecurrentOptions recurrent)
            recurrent.StepDropout = 0.9;
        else
            ((TransformerOptions)options).StepDropout = 0.9;
        Sentence[] rows = [.. Enumerable.Range(0, 40).Select(i => new Sentence([(uint)(i % 9) + 1], [(uint)(i % 2) + 1]))];
        using var model = Fit(options, View(rows));
        Assert.IsTrue(double.IsFinite(model.History.Epochs[0].TrainingLoss));
        Assert.IsTrue(Toy.ScoreVectors(model, View(rows)).SelectMany(scores => scores).All(float.IsFinite));
    }

    [TestMethod]
    public void Taggers_are_cross_validated_and_their_learning_rate_is_found()
    {
        var data = Toy.Tokens(MlContext, 200);
        var options = Options("lstm", epochs: 8);
        options.LabelColumnName = "Tags";
        var trainer = MlContext.MulticlassClassification.Trainers.SequenceTagging(options);
        var folds =
            MlContext.MulticlassClassification.CrossValidateTagging(data, trainer, numberOfFolds: 3, labelColumnName: "Tags");
        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, folds.Select(fold => fold.Fold).ToArray());
        Assert.IsTrue(folds.All(fold => fold.Metrics.MicroAccuracy > 0.7),
            string.Join(' ', folds.Select(fold => fold.Metrics.MicroAccuracy)));
        Assert.AreEqual(200, folds.Sum(fold => CellReader.Read(fold.ScoredHoldOutSet, "Number").Length));
        Assert.IsNotEmpty(trainer.FindLearningRate(data).Points);
    }

    [TestMethod]
    public void Wrong_columns_are_told_by_name()
    {
        var data = Toy.Tokens(MlContext, 20);
        var options = Options("lstm");
        options.LabelColumnName = "Kind";
        var failure = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => MlContext.MulticlassClassification.Trainers.SequenceTagging(options).Fit(data));
        Assert.Contains("expected a vector of keys, one for each time step", failure.Message);
        using var model = Fit(Options("lstm"), data);
        failure = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => MlContext.MulticlassClassification.EvaluateTagging(model.Transform(data), "Kind"));
        Assert.Contains("label column 'Kind'", failure.Message);
        failure = Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => MlContext.MulticlassClassification.EvaluateTagging(data, "Tags"));
        Assert.Contains("Could not find score column 'Score'", failure.Message);
    }

    private static string[][] Texts(IDataView view, string column) =>
        [.. Toy.Column<VBuffer<ReadOnlyMemory<char>>>(view, column)
            .Select(row => row.DenseValues().Select(text => text.ToString()).ToArray())];
}
