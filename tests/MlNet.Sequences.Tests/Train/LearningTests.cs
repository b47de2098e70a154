using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>That training learns what is to be learnt.</summary>
[TestClass]
public sealed class LearningTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_token_that_decides_the_class_is_learnt()
    {
        using var model = Toy.Trainer(_mlContext, Options()).Fit(Toy.Tokens(_mlContext, 600));
        Assert.IsGreaterThan(0.95, Accuracy(model, Toy.Tokens(_mlContext, 300, seed: 2)));
    }

    [TestMethod]
    public void Window_after_window_learns_as_well()
    {
        var options = Options();
        (options.ShuffleWindowSize, options.BatchSize, options.ValidationFraction) = (10, 5, 0.01);
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 600));
        Assert.IsGreaterThan(0.95, Accuracy(model, Toy.Tokens(_mlContext, 300, seed: 2)));
        Assert.AreEqual(600, model.History.TrainingRows + model.History.ValidationRows);
    }

    [TestMethod]
    public void A_slope_in_numbers_is_learnt()
    {
        var options = Options();
        options.Pooling = SequencePooling.Mean;
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Numbers(_mlContext, 400));
        Assert.IsGreaterThan(0.95, Accuracy(model, Toy.Numbers(_mlContext, 200, seed: 2)));
        Assert.AreEqual(0, model.VocabularySize);
    }

    [TestMethod]
    public void Rows_of_weight_0_teach_nothing()
    {
        // Half of the rows have the wrong label, and no weight.
        var rows = Toy.TokenRows(900);
        foreach (var row in rows.Where(row => row.Number % 2 == 0))
            (row.Label, row.Weight) = (!row.Label, 0);
        var options = Options();
        (options.ExampleWeightColumnName, options.ValidationFraction) = ("Weight", 0.2);
        using var model = Toy.Trainer(_mlContext, options).Fit(_mlContext.Data.LoadFromEnumerable(rows));
        Assert.IsGreaterThan(0.95, Accuracy(model, Toy.Tokens(_mlContext, 300, seed: 2)));
        Assert.IsGreaterThan(0.95, model.History.Epochs[^1].ValidationAccuracy!.Value, "validation weighs, too");
    }

    [TestMethod]
    public void Batches_of_weight_0_alone_do_no_harm()
    {
        var rows = Toy.TokenRows(40);
        foreach (var row in rows.Where(row => row.Number % 2 == 0))
            row.Weight = 0;
        var options = Toy.Options;
        (options.ExampleWeightColumnName, options.BatchSize) = ("Weight", 1);
        using var model = Toy.Trainer(_mlContext, options).Fit(_mlContext.Data.LoadFromEnumerable(rows));
        Assert.IsTrue(Toy.Scores(model, Toy.Tokens(_mlContext, 10)).All(float.IsFinite));
    }

    private static double Accuracy(SequencePredictionTransformer model, IDataView test)
    {
        bool[] labels = Toy.Column<bool>(test, "Label"), predicted = Toy.Column<bool>(model.Transform(test), "PredictedLabel");
        return labels.Zip(predicted).Average(pair => pair.First == pair.Second ? 1.0 : 0);
    }

    private static LstmOptions Options()
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate, options.Pooling) = (6, 0.03, SequencePooling.Max);
        return options;
    }
}
