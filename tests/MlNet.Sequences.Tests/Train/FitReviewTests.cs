using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class FitReviewTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void A_network_that_predicts_one_class_for_all_is_warned_of()
    {
        var warned = new List<string>();
        _mlContext.Log += (_, e) => warned.Add(e.Message);
        var rows = Toy.TokenRows(400);
        for (int i = 0; i < rows.Length; i++)
            rows[i].Label = i % 10 == 0; // no label follows from a sequence, and most are the same
        var options = Options(epochs: 2, rate: 0.003);
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.View(_mlContext, rows));

        string warning = model.History.Warnings.Single();
        Assert.Contains("for all of", warning);
        Assert.Contains("NumberOfEpochs", warning);
        Assert.IsTrue(warned.Any(message => message.Contains(warning, StringComparison.Ordinal)), "the log has it, too");
    }

    [TestMethod]
    public void Sequences_that_are_all_empty_are_warned_of()
    {
        var rows = Toy.TokenRows(40);
        foreach (var row in rows)
            row.Features = [];
        var said = new List<string>();
        _mlContext.Log += (_, e) => said.Add(e.Message);
        using var model = Toy.Trainer(_mlContext, Options(epochs: 1, rate: 0.003)).Fit(Toy.View(_mlContext, rows));
        Assert.StartsWith("All ", model.History.Warnings.Single());
        Assert.Contains("training sequences are empty", model.History.Warnings.Single());
        int warned = said.FindIndex(message => message.Contains("training sequences are empty", StringComparison.Ordinal));
        int trained = said.FindIndex(message => message.Contains("Epoch 1", StringComparison.OrdinalIgnoreCase));
        Assert.IsTrue(warned >= 0 && warned < trained, $"warned in line {warned}, trained in line {trained}");
    }

    [TestMethod]
    public void A_network_that_does_no_better_than_the_mean_is_warned_of()
    {
        var rows = Toy.TokenRows(200);
        var random = new Random(5);
        foreach (var row in rows)
            row.Label = random.Next(2) == 0; // no label follows from a sequence
        var options = Options(epochs: 40, rate: 0.03);
        options.KeepBestEpoch = false;
        using var model = Toy.Trainer(_mlContext, ToyTask.Regression, options).Fit(Toy.View(_mlContext, rows));
        Assert.IsTrue(
            model.History.Warnings.Any(
                warning => warning.Contains("no better than always predicting the mean", StringComparison.Ordinal)),
            string.Join('\n', model.History.Warnings));
    }

    [TestMethod]
    public void Labels_that_are_learned_by_heart_are_warned_of()
    {
        var rows = Toy.TokenRows(400);
        var random = new Random(5);
        foreach (var row in rows)
            row.Label = random.Next(2) == 0; // no label follows from a sequence
        var options = Options(epochs: 40, rate: 0.03);
        (options.HiddenSize, options.EmbeddingSize, options.KeepBestEpoch, options.ValidationFraction) = (32, 32, false, 0.3);
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.View(_mlContext, rows));
        Assert.IsTrue(
            model.History.Warnings.Any(warning => warning.Contains("memorized the training rows", StringComparison.Ordinal)),
            string.Join('\n', model.History.Warnings));
    }

    [TestMethod]
    public void A_fit_that_has_learned_is_not_warned_of()
    {
        var options = Options(epochs: 8, rate: 0.03);
        options.Pooling = SequencePooling.Max;
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 600));
        Assert.IsGreaterThan(0.9, model.History.Epochs[^1].ValidationAccuracy!.Value);
        Assert.IsEmpty(model.History.Warnings);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void What_the_last_epoch_said_of_the_validation_rows_is_known_where_its_weights_are_kept(bool keepsAverage)
    {
        var options = Options(epochs: 8, rate: 0.03);
        (options.Pooling, options.KeepBestEpoch, options.WeightAverageDecay) = (
            SequencePooling.Max, false, keepsAverage ? 0.9 : null);
        var setup = Setup(options, Toy.Tokens(_mlContext, 600));
        using var scope = torch.NewDisposeScope();
        using var network = setup.BuildNetwork(_ => { });
        using var loop = new TrainingLoop(network, setup, new CallbackList([]), _ => { });
        using var channel = ((IHostEnvironment)_mlContext).Start("Test");

        Assert.AreEqual(8, loop.Run(channel, null));

        float[] scored = new float[setup.Data.Validation.Count];
        LogitScorer.Score(network, setup.Data.Validation, torch.CPU, scored);
        CollectionAssert.AreEqual(scored, loop.ValidationLogits!);

        // What is known is not asked again: against the labels, it is worse than a constant.
        float[] wrong = [.. Enumerable.Range(0, scored.Length).Select(i => setup.Data.Validation.TargetsOf(i)[0] > 0 ? -1f : 1f)];
        Assert.Contains("Accuracy is 0.0 %", new FitReview(network, setup).Warnings(wrong)[0].ToString());
        Assert.DoesNotContain("Accuracy is 0.0 %", string.Concat<OptionMessage>(new FitReview(network, setup).Warnings()));
    }

    [TestMethod]
    public void What_another_epoch_said_of_them_is_not_taken_for_the_kept_ones()
    {
        var options = Options(epochs: 20, rate: 0.02);
        (options.LearningRateSchedule, options.BestEpochMetric) = (LearningRateSchedule.Constant, ValidationMetric.Loss);
        var setup = Setup(options, Fits.Noise(_mlContext, 100, seed: 1));
        using var scope = torch.NewDisposeScope();
        using var network = setup.BuildNetwork(_ => { });
        using var loop = new TrainingLoop(network, setup, new CallbackList([]), _ => { });
        using var channel = ((IHostEnvironment)_mlContext).Start("Test");
        Assert.IsLessThan(20, loop.Run(channel, null), "an earlier epoch is kept");
        Assert.IsNull(loop.ValidationLogits);
    }

    [TestMethod]
    public void Warnings_are_saved_with_the_model()
    {
        using var model = Toy.Trainer(_mlContext, Options(epochs: 1, rate: 1e-9)).Fit(Toy.Tokens(_mlContext, 200));
        using var folder = new TemporaryFolder();
        _mlContext.Model.Save(model, null, Path.Combine(folder.Path, "model.zip"));
        using var loaded = (SequencePredictionTransformer)_mlContext.Model.Load(Path.Combine(folder.Path, "model.zip"), out _);
        CollectionAssert.AreEqual(model.History.Warnings.ToArray(), loaded.History.Warnings.ToArray());
        CollectionAssert.AreEqual(model.History.WarningMessages.ToArray(), loaded.History.WarningMessages.ToArray());

        var warning = loaded.History.WarningMessages[0];
        Assert.AreEqual(loaded.History.Warnings[0], warning.ToString());
        Assert.Contains("raise epochs or rate (the test tells which)", warning.ToString(name => name switch
        {
            "NumberOfEpochs" => "epochs",
            "LearningRate" => "rate",
            "FindLearningRate" => "the test",
            _ => name,
        }));
    }

    [TestMethod]
    public void Warnings_of_models_that_have_texts_alone_are_messages_without_names()
    {
        const string Text = "Raise NumberOfEpochs.";
        var history = new TrainingHistory
        {
            Epochs = [],
            KeptEpoch = 1,
            StoppedEarly = false,
            TrainingRows = 1,
            ValidationRows = 0,
            Seed = 1,
            EncodingSeconds = 0,
            TotalSeconds = 0,
            Warnings = [Text],
        };
        Assert.AreEqual(Text, history.WarningMessages.Single().ToString(_ => "another"));
    }

    [TestMethod]
    public void An_infinite_number_is_an_error_that_names_its_row_whichever_rows_are_held_out()
    {
        foreach (int seed in Enumerable.Range(1, 5))
        {
            var options = Options(epochs: 1, rate: 0.01);
            (options.Seed, options.EarlyStoppingPatience) = (seed, 1);
            var rows = _mlContext.Data.CreateEnumerable<Toy.NumberRow>(Toy.Numbers(_mlContext, 100), reuseRowObject: false)
                .ToArray();
            rows[42].Features[3] = float.PositiveInfinity;
            var error = Assert.ThrowsExactly<InvalidOperationException>(
                () => Toy.Trainer(_mlContext, options).Fit(_mlContext.Data.LoadFromEnumerable(rows)));
            Assert.Contains("finite", error.Message);
            Assert.Contains("row 42", error.Message);
        }
    }

    [TestMethod]
    public void A_metric_that_held_out_rows_of_one_class_can_not_give_is_an_error_where_epochs_are_compared_by_it()
    {
        var rows = Toy.TokenRows(200);
        for (int i = 0; i < rows.Length; i++)
            rows[i].Label = i == 0;
        var validation = rows[100..];
        var options = Options(epochs: 2, rate: 0.01);
        options.BestEpochMetric = ValidationMetric.AreaUnderRocCurve;
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Toy.Trainer(_mlContext, options).Fit(Toy.View(_mlContext, rows[..100]), Toy.View(_mlContext, validation)));
        Assert.Contains("all 100 validation rows are of class 'False'", error.Message);

        options.BestEpochMetric = null;
        var warned = new List<string>();
        _mlContext.Log += (_, e) => warned.Add(e.Message);
        using var model = Toy.Trainer(_mlContext, options)
            .Fit(Toy.View(_mlContext, rows[..100]), Toy.View(_mlContext, validation));
        Assert.IsTrue(
            warned.Any(message => message.Contains("All 100 validation rows are of class 'False'", StringComparison.Ordinal)));
    }

    private FitSetup Setup(LstmOptions options, IDataView rows)
    {
        SequencesRuntime.Load();
        var task = new BinaryTask();
        return FitSetup.Read(
            (IHostEnvironment)_mlContext, options, StartingWeights.Of(options), task,
            new RowColumns("Features", "Label", null, task.LabelKind.Requirement), rows, null, seed: 1, _ => { });
    }

    private static LstmOptions Options(int epochs, double rate)
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate, options.ValidationFraction, options.NgramLength) = (epochs, rate, 0.2, 0);
        return options;
    }
}
