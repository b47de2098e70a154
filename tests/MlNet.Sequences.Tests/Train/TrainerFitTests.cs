using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>What a fit does around its epochs: callbacks, cancelling, errors, and what it leaves behind.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TrainerFitTests
{
    // TorchSharp counts a tensor that a Parameter is made of for ever, though it is freed: two for a network, its head's.
    internal const int UncountedTensors = 2;

    private readonly MLContext _mlContext = new(seed: 1);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void Callbacks_are_told_in_their_order_on_the_thread_of_the_fit()
    {
        var told = new List<string>();
        var threads = new HashSet<int>();
        var options = Toy.Options;
        (options.NumberOfEpochs, options.ValidationFraction) = (2, 0.2);
        options.Callbacks =
        [
            new Fits.OnEpoch(e => Note($"first {e.Epoch}")),
            new Fits.OnStep(s => Note(s.Step == s.StepsInEpoch ? $"end of {s.Epoch}" : "")),
            new Fits.OnEpoch(e => Note($"second {e.Epoch}")),
        ];
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 100));

        CollectionAssert.AreEqual(
            new[] { "end of 1", "first 1", "second 1", "end of 2", "first 2", "second 2" },
            told.Where(t => t.Length > 0).ToArray());
        CollectionAssert.AreEqual(new[] { Environment.CurrentManagedThreadId }, threads.ToArray());

        void Note(string what)
        {
            told.Add(what);
            threads.Add(Environment.CurrentManagedThreadId);
        }
    }

    [TestMethod]
    [DataRow(1_000)]
    [DataRow(10)]
    public void The_steps_that_are_told_add_up(int windowSize)
    {
        StepMetrics? last = null;
        int steps = 0;
        var options = Toy.Options;
        (options.ShuffleWindowSize, options.BatchSize) = (windowSize, 4);
        options.Callbacks = [new Fits.OnStep(s => (last, steps) = (s, steps + 1))];
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 105));

        int expected = windowSize == 10 ? 10 * 3 + 2 : 27;
        Assert.AreEqual(expected, last!.Step);
        Assert.AreEqual(expected, last.StepsInEpoch);
        Assert.AreEqual(model.History.Epochs[0].TrainingLoss, last.Loss, 1e-12);
        Assert.IsGreaterThan(0, last.SamplesPerSecond);
    }

    [TestMethod]
    public void The_history_holds_what_happened()
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.ValidationFraction, options.Seed) = (3, 0.3, 12);
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 100));
        var history = model.History;

        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, history.Epochs.Select(e => e.Epoch).ToArray());
        Assert.AreEqual(100, history.TrainingRows + history.ValidationRows);
        Assert.AreEqual(12, history.Seed);
        foreach (var epoch in history.Epochs)
        {
            Assert.IsTrue(
                epoch is
                {
                    TrainingLoss: > 0, ValidationLoss: > 0, ValidationAccuracy: >= 0, SamplesPerSecond: > 0, TrainingSeconds: > 0,
                });
            Assert.AreEqual(epoch.SamplesPerSecond, history.TrainingRows / epoch.TrainingSeconds, 1e-6 * epoch.SamplesPerSecond);
        }

        Assert.AreEqual(options.LearningRate!.Value / 250_000, history.Epochs[^1].LearningRate, 1e-12);
        Assert.IsGreaterThanOrEqualTo(history.EncodingSeconds + history.Epochs.Sum(e => e.TrainingSeconds), history.TotalSeconds);
    }

    [TestMethod]
    public void Each_epoch_is_told_to_the_log()
    {
        var messages = new List<string>();
        _mlContext.Log += (_, e) => messages.Add(e.Message);
        var options = Toy.Options;
        (options.NumberOfEpochs, options.ValidationFraction) = (2, 0.2);
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 50));
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            Assert.AreEqual(1, messages.Count(m => m.Contains($"Epoch {epoch}: training loss", StringComparison.Ordinal)
                && m.Contains("validation Accuracy", StringComparison.Ordinal)), string.Join('\n', messages));
        }
    }

    [TestMethod]
    public void A_callback_that_throws_ends_the_fit_with_its_exception_and_nothing_is_left()
    {
        var mine = new TimeZoneNotFoundException("mine");
        var options = Toy.Options;
        options.Callbacks = [new Fits.OnEpoch(_ => throw mine)];
        Assert.AreSame(mine, Leaving(() => Assert.ThrowsExactly<TimeZoneNotFoundException>(() => Fit(options))));

        options.Callbacks = [new Fits.OnStep(_ => throw mine)];
        Assert.AreSame(mine, Leaving(() => Assert.ThrowsExactly<TimeZoneNotFoundException>(() => Fit(options))));
    }

    [TestMethod]
    public void Cancelling_ends_the_fit_with_the_epoch_at_the_latest_and_nothing_is_left()
    {
        var options = Toy.Options;
        int epochs = 0, epochsWhenCancelled = -1;
        Leaving(() =>
        {
            using var source = new CancellationTokenSource();
            options.CancellationToken = source.Token;
            options.NumberOfEpochs = 100_000;
            options.Callbacks = [new Fits.OnStep(_ => Cancel(source)), new Fits.OnEpoch(_ => epochs++)];
            return Assert.Throws<OperationCanceledException>(() => Fit(options));
        });
        Assert.IsLessThanOrEqualTo(epochsWhenCancelled + 1, epochs);

        void Cancel(CancellationTokenSource source)
        {
            epochsWhenCancelled = epochs;
            source.Cancel();
        }
    }

    [TestMethod]
    [DataRow(4, "the loss became")]
    [DataRow(16, "the weights are no longer numbers")]
    public void Training_that_diverges_is_an_error_that_says_what_to_do(int batchSize, string what)
    {
        // A step beyond what a float holds; the second case has one step, whose damage no loss shows.
        var options = Toy.Options;
        (options.LearningRate, options.WeightDecay, options.GradientClippingNorm, options.BatchSize) = (
            1e38, 1e10, null, batchSize);
        (options.Optimizer, options.LearningRateSchedule) = (SequenceOptimizer.Sgd, LearningRateSchedule.Constant);
        var rows = Toy.Tokens(_mlContext, 16);
        var error = Leaving(
            () => Assert.ThrowsExactly<InvalidOperationException>(() => Toy.Trainer(_mlContext, options).Fit(rows)));
        StringAssert.Contains(error.Message, what);
        StringAssert.Contains(error.Message, "Lower LearningRate");
    }

    [TestMethod]
    public void The_number_of_threads_is_put_back()
    {
        int before = torch.get_num_threads(), within = 0;
        var options = Toy.Options;
        options.NumberOfThreads = before + 1;
        options.Callbacks = [new Fits.OnEpoch(_ => within = torch.get_num_threads())];
        Fit(options);
        Assert.AreEqual(before + 1, within);
        Assert.AreEqual(before, torch.get_num_threads());

        options.Callbacks = [new Fits.OnEpoch(_ => throw new TimeZoneNotFoundException())];
        Assert.ThrowsExactly<TimeZoneNotFoundException>(() => Fit(options));
        Assert.AreEqual(before, torch.get_num_threads());
    }

    [TestMethod]
    public void A_model_outlives_the_users_own_dispose_scope_and_a_fit_leaves_nothing_but_the_model()
    {
        Fit(Toy.Options);
        long before = torch.Tensor.TotalCount;
        SequencePredictionTransformer model;
        using (torch.NewDisposeScope())
            model = Toy.Trainer(_mlContext, Toy.Options).Fit(Toy.Tokens(_mlContext, 50));
        Assert.IsTrue(Toy.Scores(model, Toy.Tokens(_mlContext, 5)).All(float.IsFinite));
        Assert.IsLessThan(before + 30, torch.Tensor.TotalCount);
        model.Dispose();
        Assert.IsLessThanOrEqualTo(before + UncountedTensors, torch.Tensor.TotalCount);
    }

    [TestMethod]
    public void Validation_data_can_be_given_to_Fit_or_in_the_options()
    {
        var (train, validation) = (Toy.Tokens(_mlContext, 60), Toy.Tokens(_mlContext, 40, seed: 2));
        using var first = Toy.Trainer(_mlContext).Fit(train, validation);
        var options = Toy.Options;
        options.ValidationData = validation;
        using var second = Toy.Trainer(_mlContext, options).Fit(train);
        Assert.AreEqual(40, first.History.ValidationRows);
        Assert.AreEqual(60, first.History.TrainingRows);
        Assert.AreEqual(Fits.Describe(first.History), Fits.Describe(second.History));
    }

    [TestMethod]
    public void A_caller_that_has_gradients_switched_off_can_train()
    {
        using (torch.no_grad())
            Fit(Toy.Options);
        using (torch.inference_mode())
            Fit(Toy.Options);
        Assert.IsTrue(torch.is_grad_enabled());
    }

    [TestMethod]
    public void The_largest_sizes_take_all_rows_at_once()
    {
        var options = Toy.Options;
        (options.BatchSize, options.ShuffleWindowSize, options.ValidationFraction) = (int.MaxValue, int.MaxValue, 0.2);
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 50));
        Assert.AreEqual(50, model.History.TrainingRows + model.History.ValidationRows);
    }

    private void Fit(LstmOptions options)
    {
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 50));
    }

    // Runs what fails, and checks that no tensor is left of it.
    private static T Leaving<T>(Func<T> action)
    {
        long before = torch.Tensor.TotalCount;
        var result = action();
        Assert.IsLessThanOrEqualTo(before + UncountedTensors, torch.Tensor.TotalCount);
        return result;
    }
}
