using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences.Tests;

/// <summary>Metrics of the user's own.</summary>
[TestClass]
public sealed class EvaluationTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_metric_gets_the_scores_labels_and_weights_of_the_validation_rows_as_the_model_scores_them()
    {
        foreach (var task in Enum.GetValues<ToyTask>())
        {
            var metric = new Recorder();
            var options = Toy.Options;
            (options.NgramLength, options.ValidationData) = (0, Toy.Tokens(_mlContext, 30, seed: 2)); // epochs are the network's
            options.Metrics.Add(metric);
            using var model = Toy.Trainer(_mlContext, task, options).Fit(Toy.Tokens(_mlContext, 60));
            var rows = metric.Last!;
            // Where each step has an answer, a row is a step.
            int width = task switch { ToyTask.Tagging => 3, ToyTask.StepRegression => 1, _ => int.MaxValue };
            float[][] scores = [.. Toy.ScoreVectors(model, options.ValidationData).SelectMany(row => row.Chunk(width))];
            Assert.AreEqual(scores.Length, rows.Count, $"{task}");
            for (int i = 0; i < rows.Count; i++)
            {
                CollectionAssert.AreEqual(scores[i], rows.ScoresOf(i).ToArray(), $"{task}, row {i}");
                Assert.AreEqual(1, rows.WeightOf(i));
            }

            if (task == ToyTask.Binary)
                CollectionAssert.AreEqual(
                    options.ValidationData.GetColumn<bool>("Label").ToArray(),
                    Enumerable.Range(0, 30).Select(i => rows.LabelsOf(i)[0] == 1).ToArray());
        }
    }

    [TestMethod]
    public void The_first_metric_decides_which_epoch_is_kept_and_the_history_says_so()
    {
        var (kept, history) = Fit(options => options.Metrics = [new Scripted(5, 1, 7, 2), new Other()]);
        Assert.AreEqual(3, kept);
        Assert.AreEqual(
            "The weights of epoch 3 are kept: its validation Scripted, 7.0000, is the highest.", history.KeptEpochReason);
        (kept, history) = Fit(options => options.Metrics = [new Scripted(5, 1, 7, 2) { IsLowerBetter = true }]);
        Assert.AreEqual(2, kept);
        Assert.AreEqual(
            "The weights of epoch 2 are kept: its validation Scripted, 1.0000, is the lowest.", history.KeptEpochReason);
        Assert.AreEqual(7, history.Epochs[2].Validation["Scripted"]);
        (_, history) = Fit(options =>
            (options.Metrics, options.BestEpochMetric) = ([new Scripted(5, 1, 7, 2)], ValidationMetric.Loss));
        Assert.Contains("its validation loss", history.KeptEpochReason!);
    }

    [TestMethod]
    public void Early_stopping_watches_it()
    {
        var (_, history) = Fit(options => (options.Metrics, options.EarlyStoppingPatience) = ([new Scripted(9, 3, 2, 1)], 2));
        Assert.HasCount(3, history.Epochs);
        Assert.IsTrue(history.StoppedEarly);
    }

    [TestMethod]
    public void The_rate_falls_on_its_plateaus()
    {
        var (_, history) = Fit(options =>
            (options.Metrics, options.LearningRateSchedule) = ([new Scripted(1, 2, 2, 3)], LearningRateSchedule.ReduceOnPlateau));
        CollectionAssert.AreEqual(
            new[] { 0.01, 0.01, 0.01, 0.005 }, history.Epochs.Select(epoch => epoch.LearningRate).ToArray());
    }

    [TestMethod]
    public void NaN_ends_a_fit_that_compares_epochs_by_it_and_names_its_type()
    {
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() =>
            Fit(options => options.Metrics = [new Scripted(1, double.NaN)]));
        Assert.Contains(
            "validation Scripted of epoch 2 is NaN: the metric MlNet.Sequences.Tests.EvaluationTests+Scripted returned it",
            failure.Message);
        var (_, history) = Fit(options => options.Metrics = [new Other(), new Scripted(1, double.NaN, 1, 1)]);
        Assert.IsTrue(double.IsNaN(history.Epochs[1].Validation["Scripted"]), "it is reported, and not compared");
    }

    [TestMethod]
    public void What_it_throws_is_told_with_its_type()
    {
        var failure = Assert.ThrowsExactly<InvalidOperationException>(() => Fit(options => options.Metrics = [new Scripted()]));
        Assert.StartsWith(
            "The metric MlNet.Sequences.Tests.EvaluationTests+Scripted failed: IndexOutOfRangeException: ", failure.Message);
        Assert.IsInstanceOfType<IndexOutOfRangeException>(failure.InnerException);
    }

    [TestMethod]
    public void Names_are_neither_empty_nor_those_of_other_metrics()
    {
        ISequenceMetric[][] refused = [[new Other(), new Other()], [new Named("Accuracy")], [new Named(" ")], [null!]];
        foreach (var metrics in refused)
        {
            var options = Toy.Options;
            options.Metrics = metrics;
            Assert.Contains(
                "Metrics must ", Assert.ThrowsExactly<InvalidOptionsException>(() => Toy.Trainer(_mlContext, options)).Message);
        }
    }

    [TestMethod]
    public void A_CSV_log_has_a_column_for_it()
    {
        using var folder = new ScratchFolder();
        Fit(options =>
            (options.Metrics, options.Callbacks) = ([new Scripted(4, 3, 2, 1)], [new CsvLogger(folder.At("fit.csv"))]));
        string[] lines = File.ReadAllLines(folder.At("fit.csv"));
        int column = Array.IndexOf(lines[0].Split(','), "ValidationScripted");
        CollectionAssert.AreEqual(new[] { "4", "3", "2", "1" }, lines[1..].Select(line => line.Split(',')[column]).ToArray());
    }

    [TestMethod]
    public void Rows_of_unequal_numbers_of_scores_are_refused()
    {
        Assert.Contains(
            "3 scores", Assert.ThrowsExactly<ArgumentException>(() => new ScoredRows([1, 2, 3], [1, 2], [1, 1])).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ = new ScoredRows([1], [1], [1]).ScoresOf(1).Length);
    }

    private (int Kept, TrainingHistory History) Fit(Action<SequenceTrainerOptions> change)
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.ValidationFraction, options.LearningRate) = (4, 0.3, 0.01);
        change(options);
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 60));
        return (model.History.KeptEpoch, model.History);
    }

    private sealed class Recorder : ISequenceMetric
    {
        internal ScoredRows? Last { get; private set; }

        public double Compute(ScoredRows rows)
        {
            Last = rows;
            return 0;
        }
    }

    private sealed class Scripted(params double[] values) : ISequenceMetric
    {
        private int _epoch;

        public bool IsLowerBetter { get; init; }

        public double Compute(ScoredRows rows) => values[_epoch++];
    }

    private sealed class Other : ISequenceMetric
    {
        public double Compute(ScoredRows rows) => rows.Count;
    }

    private sealed class Named(string name) : ISequenceMetric
    {
        public string Name => name;

        public double Compute(ScoredRows rows) => 0;
    }
}
