using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>The learning-rate range test, from the rows to the suggestion.</summary>
[TestClass]
[DoNotParallelize]
public sealed class LearningRateRangeTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow(nameof(ToyTask.Binary))]
    [DataRow(nameof(ToyTask.Multiclass))]
    [DataRow(nameof(ToyTask.Regression))]
    public void Training_with_the_suggestion_learns_more_than_with_a_hundredth_of_it(string name)
    {
        var task = Enum.Parse<ToyTask>(name);
        var rows = Toy.Tokens(_mlContext, 400);
        var range = Toy.Trainer(_mlContext, task, Options()).FindLearningRate(rows);
        Assert.IsNotNull(range.Suggestion, range.ToString());
        double rate = range.Suggestion.Value;
        Assert.IsTrue(rate is > 1e-4 and < 0.1, range.ToString());
        Assert.IsLessThan(LossOf(rate / 100) - 0.02, LossOf(rate), range.ToString());

        double LossOf(double rate)
        {
            var options = Options();
            (options.LearningRate, options.NumberOfEpochs) = (rate, 4);
            using var model = Toy.Trainer(_mlContext, task, options).Fit(rows);
            return model.History.Epochs[^1].TrainingLoss;
        }
    }

    [TestMethod]
    public void The_rate_rises_from_the_lowest_to_the_highest_by_one_ratio()
    {
        var range = Find(Options(), new() { Lowest = 1e-5, Highest = 1e-2, Steps = 31, DivergenceFactor = 1e6 });
        Assert.HasCount(31, range.Points);
        Assert.IsFalse(range.Diverged);
        for (int i = 0; i < 31; i++)
            Assert.AreEqual(1, range.Points[i].Rate / Math.Pow(10, -5 + i / 10.0), 1e-12, $"step {i}");
    }

    [TestMethod]
    public void The_same_seed_gives_the_same_curve_and_another_another()
    {
        var (options, other) = (Options(), Options());
        other.Seed = 2;
        (options.StepDropout, options.EmbeddingDropout, options.HeadDropout) = (0.1, 0.3, 0.2);
        var first = Find(options);
        CollectionAssert.AreEqual(first.Points.ToArray(), Find(options).Points.ToArray());
        Assert.AreEqual(first.Suggestion, Find(options).Suggestion);
        Assert.AreEqual(1, first.Seed);
        CollectionAssert.AreNotEqual(first.Points.ToArray(), Find(other).Points.ToArray());
    }

    [TestMethod]
    public void Without_a_seed_of_its_own_a_test_takes_the_contexts()
    {
        var options = Options();
        options.Seed = null;
        Assert.AreEqual(77, Toy.Trainer(new MLContext(seed: 77), options).FindLearningRate(Toy.Tokens(_mlContext, 50)).Seed);
    }

    [TestMethod]
    public void A_later_fit_is_the_same_as_without_the_test_and_the_test_as_without_the_fit()
    {
        var options = Options();
        (options.ValidationFraction, options.HeadDropout) = (0.2, 0.2);
        var rows = Toy.Tokens(_mlContext, 100);
        using var alone = Toy.Trainer(_mlContext, options).Fit(rows);

        var trainer = Toy.Trainer(_mlContext, options);
        var before = trainer.FindLearningRate(rows);
        using var after = trainer.Fit(rows);
        Assert.AreEqual(Fits.Describe(alone.History), Fits.Describe(after.History));
        CollectionAssert.AreEqual(Toy.Scores(alone, rows), Toy.Scores(after, rows));
        CollectionAssert.AreEqual(before.Points.ToArray(), trainer.FindLearningRate(rows).Points.ToArray());
    }

    [TestMethod]
    public void A_test_starts_from_the_model_that_a_fit_would_go_on_from_and_leaves_it_as_it_is()
    {
        var rows = Toy.Tokens(_mlContext, 200);
        var options = Options();
        options.NumberOfEpochs = 8;
        using var model = Toy.Trainer(_mlContext, options).Fit(rows);
        float[] scores = Toy.Scores(model, rows);
        var further = Options();
        further.ContinueFrom = model;
        Assert.IsLessThan(Find(Options()).Points[0].Loss - 0.1, Find(further).Points[0].Loss);
        CollectionAssert.AreEqual(scores, Toy.Scores(model, rows));
    }

    [TestMethod]
    public void The_first_losses_are_those_of_a_fit_at_the_lowest_rate()
    {
        // A rate so low and a range so narrow that it is one rate: the test then is a fit's first epoch.
        var options = Options();
        (options.LearningRate, options.LearningRateSchedule, options.BatchSize) = (0.01, LearningRateSchedule.Constant, 5);
        (options.ValidationFraction, options.HeadDropout) = (0.1, 0.2);
        var rows = Toy.Tokens(_mlContext, 120);
        using var model = Toy.Trainer(_mlContext, options).Fit(rows);
        Assert.AreEqual(0, model.History.TrainingRows % 5, "batches of one size, so that their mean is the rows'");
        var range = Toy.Trainer(_mlContext, options).FindLearningRate(
            rows, new() { Lowest = 0.01, Highest = 0.01 * (1 + 1e-12), Steps = (int)model.History.TrainingRows / 5 });
        Assert.AreEqual(model.History.Epochs[0].TrainingLoss, range.Points.Average(point => point.Loss), 1e-6);
    }

    [TestMethod]
    public void Batches_whose_gradients_are_added_up_make_one_step()
    {
        var (whole, parts) = (Options(), Options());
        (whole.BatchSize, parts.BatchSize, parts.GradientAccumulationSteps) = (100, 25, 4);
        var rows = Toy.Tokens(_mlContext, 100);
        var range = new LearningRateRangeOptions { Highest = 0.01, Steps = 20 };
        var (one, other) = (
            Toy.Trainer(_mlContext, whole).FindLearningRate(rows, range),
            Toy.Trainer(_mlContext, parts).FindLearningRate(rows, range));
        Assert.HasCount(20, other.Points);
        foreach (var (point, same) in one.Points.Zip(other.Points))
            Assert.AreEqual(point.Loss, same.Loss, 1e-4);
    }

    [TestMethod]
    public void Parts_keep_the_ratio_of_their_rates()
    {
        // All parts at twice the rate are a network at twice the rate.
        var (plain, twice) = (Options(), Options());
        (twice.LearningRate, twice.EmbeddingLearningRate, twice.BodyLearningRate, twice.HeadLearningRate) = (
            0.02, 0.04, 0.04, 0.04);
        var range = new LearningRateRangeOptions { Lowest = 1e-4, Highest = 0.01, Steps = 20 };
        var doubled = range with { Lowest = 2e-4, Highest = 0.02 };
        foreach (var (point, same) in Find(twice, range).Points.Zip(Find(plain, doubled).Points))
            Assert.AreEqual(point.Loss, same.Loss, 1e-5);

        var frozen = Options();
        (frozen.EmbeddingLearningRate, frozen.BodyLearningRate) = (0, 0);
        Assert.AreNotEqual(Find(frozen).Points[^1].Loss, Find(Options()).Points[^1].Loss);
    }

    [TestMethod]
    public void A_test_that_diverges_stops_early()
    {
        var options = Options();
        (options.Optimizer, options.GradientClippingNorm) = (SequenceOptimizer.Sgd, null);
        var range = Find(options, new() { Highest = 1e30, Smoothing = 0.5 });
        Assert.IsTrue(range.Diverged);
        Assert.IsLessThan(100, range.Points.Count);
        double lowest = range.Points.SkipLast(1).Min(point => point.SmoothedLoss), last = range.Points[^1].SmoothedLoss;
        Assert.IsFalse(last <= 4 * lowest, range.ToString());
        Assert.IsTrue(
            range.Points.SkipLast(1).All(point => point.SmoothedLoss <= 4 * lowest || point.Rate < 1), range.ToString());
        Assert.IsFalse(range.Suggestion > 1e3, range.ToString());
    }

    [TestMethod]
    public void Rates_at_which_nothing_is_learnt_give_no_suggestion()
    {
        var range = Find(Options(), new() { Lowest = 1e-12, Highest = 1e-9 });
        Assert.IsNull(range.Suggestion);
        Assert.IsFalse(range.Diverged);
        StringAssert.Contains(range.ToString(), "no suggestion");
    }

    [TestMethod]
    public void No_callback_is_told_nothing_is_saved_and_validation_data_are_not_read()
    {
        using var folder = new ScratchFolder();
        var options = Options();
        (options.CheckpointFolder, options.CheckpointEverySteps) = (folder.At("checkpoints"), 1);
        options.Callbacks = [new Fits.OnStep(_ => Assert.Fail("told of a step")), new EarlyStopping(1)];
        (options.EarlyStoppingPatience, options.WeightAverageDecay) = (1, 0.9);
        options.ValidationData = _mlContext.Data.LoadFromEnumerable(Unreadable());
        Assert.IsNotEmpty(Find(options).Points);
        Assert.IsFalse(Directory.Exists(folder.At("checkpoints")));

        static IEnumerable<Toy.TokenRow> Unreadable()
        {
            Assert.Fail("validation data are read");
            yield break;
        }
    }

    [TestMethod]
    public void Nothing_is_left_of_a_test_whether_it_ends_or_is_cancelled()
    {
        Find(Options());
        long before = torch.Tensor.TotalCount;
        Find(Options());
        Assert.IsLessThanOrEqualTo(before + TrainerFitTests.UncountedTensors, torch.Tensor.TotalCount);

        using var source = new CancellationTokenSource();
        var options = Options();
        options.CancellationToken = source.Token;
        var rows = Toy.TokenRows(50);
        int reads = 0;
        // Of windows of ten rows, read anew each epoch, the third epoch is cancelled.
        options.ShuffleWindowSize = 10;
        var view = _mlContext.Data.LoadFromEnumerable(Read());
        before = torch.Tensor.TotalCount;
        int threads = torch.get_num_threads();
        Assert.Throws<OperationCanceledException>(() => Toy.Trainer(_mlContext, options).FindLearningRate(view));
        Assert.IsLessThanOrEqualTo(before + TrainerFitTests.UncountedTensors, torch.Tensor.TotalCount);
        Assert.AreEqual(threads, torch.get_num_threads());
        Assert.IsGreaterThan(2, reads);

        IEnumerable<Toy.TokenRow> Read()
        {
            if (++reads > 2)
                source.Cancel();
            foreach (var row in rows)
                yield return row;
        }
    }

    [TestMethod]
    public void Options_out_of_their_range_are_listed_all_at_once()
    {
        var trainer = Toy.Trainer(_mlContext);
        var error = Assert.ThrowsExactly<InvalidOptionsException>(() => trainer.FindLearningRate(
            Toy.Tokens(_mlContext, 10),
            new() { Lowest = 0, Highest = double.NaN, Steps = 19, Smoothing = 1, DivergenceFactor = 1 }));
        foreach (string rule in new[]
        {
            "5 invalid values", "Lowest must be above 0; received 0", "Highest must be above 0; received NaN",
            "Steps must be at least 20; received 19",
            "Smoothing must be at least 0 and below 1; received 1", "DivergenceFactor must be above 1; received 1",
        })
            StringAssert.Contains(error.Message, rule);
        error = Assert.ThrowsExactly<InvalidOptionsException>(
            () => trainer.FindLearningRate(Toy.Tokens(_mlContext, 10), new() { Lowest = 2 }));
        StringAssert.Contains(error.Message, "Highest must be above 2; received 1");
    }

    [TestMethod]
    public void Rows_that_can_not_be_trained_on_are_the_errors_of_a_fit()
    {
        var trainer = Toy.Trainer(_mlContext);
        Assert.ThrowsExactly<ArgumentNullException>(() => trainer.FindLearningRate(null!));
        Assert.ThrowsExactly<InvalidOperationException>(() => trainer.FindLearningRate(Toy.Tokens(_mlContext, 0)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(
            () => trainer.FindLearningRate(
                _mlContext.Transforms.DropColumns("Label").Fit(Toy.Tokens(_mlContext, 5)).Transform(Toy.Tokens(_mlContext, 5))));
    }

    [TestMethod]
    public void It_prints_as_a_table_that_ends_with_the_last_point()
    {
        string[] lines = Find(Options(), new() { Highest = 0.1 }).ToString().Split('\n');
        Assert.HasCount(22, lines);
        StringAssert.StartsWith(lines[0], "100 steps at learning rates from 1E-06 to 0.1; ");
        StringAssert.StartsWith(lines[^1].TrimStart(), "1.0e-01 ");
    }

    private LearningRateRange Find(LstmOptions options, LearningRateRangeOptions? range = null) =>
        Toy.Trainer(_mlContext, options).FindLearningRate(Toy.Tokens(_mlContext, 200), range);

    private static LstmOptions Options()
    {
        var options = Toy.Options;
        (options.LearningRate, options.Pooling) = (0.02, SequencePooling.Max);
        return options;
    }
}
