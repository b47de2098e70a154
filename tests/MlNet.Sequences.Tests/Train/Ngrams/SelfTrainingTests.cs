using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Rows without labels, which the n-grams label.</summary>
[TestClass]
public sealed class SelfTrainingTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    [DataRow(ToyTask.Binary)]
    [DataRow(ToyTask.Multiclass)]
    public void A_network_learns_from_the_labels_that_n_grams_give(object kind)
    {
        var task = (ToyTask)kind;
        var (labeled, unlabeled, test) = (Rows(60, seed: 1), Rows(1_500, seed: 2), Rows(300, seed: 3));
        using var alone = Fit(labeled, task, null);
        using var model = Fit(labeled, task, unlabeled);
        double without = LossOfNetwork(alone, labeled, test, task), with = LossOfNetwork(model, labeled, test, task);
        Assert.IsLessThan(0.8 * without, with, $"{without} without, {with} with");
        Assert.AreEqual(60, model.History.TrainingRows);
        Assert.AreEqual(1_500, model.History.UnlabeledRows);
        Assert.IsNull(alone.History.UnlabeledRows);

        // Those of the labeled rows alone.
        CollectionAssert.AreEqual(Strongest(alone, task), Strongest(model, task));
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_model()
    {
        var (labeled, unlabeled) = (Rows(60, seed: 1), Rows(100, seed: 2));
        using var first = Fit(labeled, ToyTask.Binary, unlabeled);
        using var second = Fit(labeled, ToyTask.Binary, unlabeled);
        CollectionAssert.AreEqual(Toy.Scores(first, labeled), Toy.Scores(second, labeled));
    }

    [TestMethod]
    public void Labels_of_the_unlabeled_rows_are_not_read()
    {
        var labeled = Rows(60, seed: 1);
        var wrong = Toy.TokenRows(100, seed: 2);
        using var expected = Fit(labeled, ToyTask.Binary, Toy.View(_mlContext, wrong));
        foreach (var row in wrong)
            row.Label = !row.Label;
        using var model = Fit(labeled, ToyTask.Binary, Toy.View(_mlContext, wrong));
        CollectionAssert.AreEqual(Toy.Scores(expected, labeled), Toy.Scores(model, labeled));

        var features = _mlContext.Transforms.SelectColumns("Features").Fit(labeled).Transform(Toy.View(_mlContext, wrong));
        using var without = Fit(labeled, ToyTask.Binary, features);
        CollectionAssert.AreEqual(Toy.Scores(expected, labeled), Toy.Scores(without, labeled));
    }

    [TestMethod]
    public void Automatic_settings_are_those_for_all_rows()
    {
        FitStart? start = null;
        var options = Toy.Options;
        (options.BatchSize, options.UnlabeledData) = (null, Rows(6_000, seed: 2));
        options.Callbacks = [new Fits.OnStart(s => start = s)];
        using var model = Toy.Trainer(_mlContext, ToyTask.Binary, options).Fit(Rows(60, seed: 1));
        Assert.AreEqual("32", start!.ChosenSettings["batchSize"]);
        Assert.AreEqual((6_060 + 31) / 32, start.StepsInEpoch);
    }

    [TestMethod]
    [DataRow(0.5, 2, 0.0)]
    [DataRow(1.0, 2, 1.0)]
    [DataRow(0.75, 2, 0.5)]
    [DataRow(0.25, 4, 0.0)]
    [DataRow(0.625, 4, 0.5)]
    public void A_label_weighs_as_much_as_it_is_better_than_a_guess(double probability, int classes, double weight) =>
        Assert.AreEqual(weight, SelfTraining.WeightOf(probability, classes), 1e-6);

    [TestMethod]
    public void Rows_that_no_n_grams_can_label_are_an_error()
    {
        var (labeled, unlabeled) = (Rows(60, seed: 1), Rows(60, seed: 2));
        var violation = Assert.Throws<ArgumentException>(
            () => Fit(labeled, ToyTask.Binary, unlabeled, options => options.NgramLength = 0));
        Assert.Contains("NgramLength must be 1 or more, or null, with UnlabeledData", violation.Message);
        violation = Assert.Throws<ArgumentException>(() => Fit(labeled, ToyTask.Regression, unlabeled));
        Assert.Contains("UnlabeledData must be null in regression", violation.Message);
        var error = Assert.Throws<InvalidOperationException>(
            () => Fit(labeled, ToyTask.Binary, unlabeled, options => options.ShuffleWindowSize = 10));
        Assert.Contains("no more training rows than ShuffleWindowSize (10)", error.Message);
        var numbers = Toy.Numbers(_mlContext, 60);
        var column = Assert.Throws<ArgumentOutOfRangeException>(() => Fit(numbers, ToyTask.Binary, numbers));
        Assert.Contains("expected a vector of keys (tokens)", column.Message);
        column = Assert.Throws<ArgumentOutOfRangeException>(
            () => Fit(labeled, ToyTask.Binary, _mlContext.Transforms.SelectColumns("Label").Fit(labeled).Transform(labeled)));
        Assert.Contains("Features", column.Message);
    }

    private IDataView Rows(int count, int seed) => Toy.Tokens(_mlContext, count, seed);

    private SequencePredictionTransformer Fit(
        IDataView labeled, ToyTask task, IDataView? unlabeled, Action<SequenceTrainerOptions>? set = null)
    {
        var options = Toy.Options;
        (options.UnlabeledData, options.NumberOfEpochs, options.LearningRate) = (unlabeled, 3, 0.01);
        set?.Invoke(options);
        return Toy.Trainer(_mlContext, task, options).Fit(labeled);
    }

    // The cross-entropy of the network without the n-grams, which are the same with or without the other rows.
    private double LossOfNetwork(SequencePredictionTransformer model, IDataView labeled, IDataView test, ToyTask task)
    {
        var options = Toy.Options;
        (options.ContinueFrom, options.NgramLength, options.LearningRate) = (model, 0, 1e-12);
        using var network = Toy.Trainer(_mlContext, task, options).Fit(labeled, test);
        return network.History.Epochs[0].Validation["Loss"];
    }

    private static string[] Strongest(SequencePredictionTransformer model, ToyTask task) =>
        [.. model.Ngrams!.GetStrongestNgrams(10, task == ToyTask.Binary ? null : 1).Select(ngram => ngram.ToString())];
}
