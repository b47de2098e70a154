using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class SequenceTrainerOptionsTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void The_defaults_are_valid() => Toy.Trainer(_mlContext, new LstmOptions());

    [TestMethod]
    public void Every_violation_is_told_at_once_with_rule_value_and_remedy()
    {
        var error = Assert.ThrowsExactly<InvalidOptionsException>(() => Toy.Trainer(_mlContext, new LstmOptions
        {
            LabelColumnName = "",
            FeatureColumnName = " ",
            ExampleWeightColumnName = "",
            SamplingKeyColumnName = " ",
            NumberOfEpochs = 0,
            BatchSize = -1,
            LearningRate = double.NaN,
            EmbeddingLearningRate = -1,
            BodyLearningRate = double.PositiveInfinity,
            HeadLearningRate = double.NaN,
            LabelSmoothing = 1,
            ClassWeights = ClassWeights.Of(new Dictionary<string, double> { ["True"] = -1 }),
            AdversarialTraining = (AdversarialTraining)9,
            AdversarialNorm = 0,
            AdversarialWeight = 0,
            RegressionLoss = RegressionLoss.Huber,
            HuberDelta = 2,
            LearningRateSchedule = (LearningRateSchedule)99,
            WarmupFraction = 1.5,
            PlateauFactor = 1,
            PlateauPatience = 0,
            GradientAccumulationSteps = 0,
            WeightAverageDecay = 1,
            MinimumImprovement = -0.01,
            BestEpochTolerance = -1,
            FrozenEpochs = -1,
            FrozenEmbeddingEpochs = -1,
            CheckpointFolder = " ",
            CheckpointEverySteps = 0,
            CheckpointEveryMinutes = 0,
            Optimizer = (SequenceOptimizer)(-1),
            WeightDecay = -0.5,
            Momentum = 1,
            GradientClippingNorm = 0,
            ValidationFraction = 1,
            BestEpochMetric = (ValidationMetric)77,
            EarlyStoppingPatience = 0,
            NgramLength = 9,
            Device = "gpu",
            Precision = (TrainingPrecision)3,
            NumberOfThreads = 0,
            ShuffleWindowSize = 0,
            Callbacks = [null!],
            Metrics = null!,
            EmbeddingSize = 0,
            HiddenSize = -3,
            NumberOfLayers = 0,
            Pooling = (SequencePooling)8,
            StepDropout = 1,
            EmbeddingDropout = 1.1,
            RecurrentDropout = -0.1,
            WeightDropout = 1,
            HeadDropout = double.NaN,
        }));

        foreach (string option in typeof(LstmOptions).GetProperties().Select(p => p.Name).Except(
            [nameof(LstmOptions.ValidationData), nameof(LstmOptions.UnlabeledData), nameof(LstmOptions.KeepBestEpoch),
             nameof(LstmOptions.Seed),
             nameof(LstmOptions.Bidirectional), nameof(LstmOptions.CancellationToken), nameof(LstmOptions.Resume),
             nameof(LstmOptions.InitialEmbeddings), nameof(LstmOptions.ContinueFrom), nameof(LstmOptions.MapVocabulary),
             nameof(LstmOptions.DecayTowardStart),
             nameof(LstmOptions.Loss), nameof(LstmOptions.Schedule)]))
        {
            StringAssert.Contains(error.Message, $"\n- {option} ");
        }

        StringAssert.Contains(error.Message, "LstmOptions has 53 invalid values");
        StringAssert.Contains(error.Message, "HiddenSize must be at least 1; received -3; set 1 or more");
    }

    [TestMethod]
    public void What_makes_sense_together_alone_is_told_together()
    {
        var options = new LstmOptions
        {
            EmbeddingLearningRate = 0,
            BodyLearningRate = 0,
            HeadLearningRate = 0,
            CheckpointEverySteps = 5,
            CheckpointEveryMinutes = 1,
            Resume = true,
        };
        string message = Assert.ThrowsExactly<InvalidOptionsException>(() => Toy.Trainer(_mlContext, options)).Message;
        StringAssert.Contains(message, "Not all parts of a network can be frozen");
        foreach (string option in new[] { nameof(options.CheckpointEverySteps), nameof(
            options.CheckpointEveryMinutes), nameof(options.Resume) })
            StringAssert.Contains(message, $"\n- {option} needs a CheckpointFolder");
    }

    [TestMethod]
    public void A_program_shows_violations_in_names_of_its_own_in_remedies_too()
    {
        var options = new TransformerOptions { HiddenSize = 65, NumberOfEpochs = 0, Resume = true };
        ArgumentException error = Assert.ThrowsExactly<InvalidOptionsException>(() => options.Check(new BinaryTask()));

        var violations = ((InvalidOptionsException)error).Violations;
        CollectionAssert.AreEquivalent(
            new[] { nameof(options.HiddenSize), nameof(options.NumberOfEpochs), nameof(options.Resume) },
            violations.Select(v => v.Option).ToArray());
        var epochs = violations.Single(violation => violation.Option == nameof(options.NumberOfEpochs));
        Assert.AreEqual(0, epochs.Received);
        Assert.AreEqual("NumberOfEpochs must be at least 1", epochs.Rule.ToString());
        Assert.AreEqual("set 1 or more", epochs.Remedy.ToString());
        Assert.AreEqual("NumberOfEpochs must be at least 1; received 0; set 1 or more", epochs.ToString());

        string[] shown = [.. violations.Select(violation => violation.Message.ToString(NameOf))];
        CollectionAssert.Contains(
            shown, "--width must be a multiple of --heads; received 65 and 2; change one of them, for example to 128 and 4");
        CollectionAssert.Contains(shown, "--resume needs a --checkpoint; received True; set --checkpoint, too");
        Assert.AreEqual(error.Message, OptionMessage.Of(error)!.ToString());
        foreach (string violation in shown)
            Assert.Contains(violation, OptionMessage.Of(error)!.ToString(NameOf));

        static string NameOf(string property) => property switch
        {
            "HiddenSize" => "--width",
            "NumberOfHeads" => "--heads",
            "Resume" => "--resume",
            "CheckpointFolder" => "--checkpoint",
            _ => property,
        };
    }

    [TestMethod]
    public void Errors_of_a_fit_name_options_as_a_program_calls_them()
    {
        var options = Toy.Options;
        (options.EarlyStoppingPatience, options.ValidationFraction) = (1, 0);
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 5)));
        var message = OptionMessage.Of(error)!;
        CollectionAssert.AreEqual(
            new[] { nameof(options.EarlyStoppingPatience), nameof(options.ValidationFraction) }, message.Options.ToArray());
        Assert.StartsWith(
            "<EarlyStoppingPatience> (1) needs validation rows; <ValidationFraction> is 0",
            message.ToString(name => $"<{name}>"));
        Assert.AreEqual(error.Message, message.ToString());
    }

    [TestMethod]
    public void Reducing_the_rate_on_a_plateau_without_validation_rows_is_an_error_of_the_fit()
    {
        var options = Toy.Options;
        (options.LearningRateSchedule, options.ValidationFraction) = (LearningRateSchedule.ReduceOnPlateau, 0);
        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(
                () => Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 5))).Message,
            "ReduceOnPlateau");
    }

    [TestMethod]
    public void Early_stopping_without_validation_rows_is_an_error_of_the_fit()
    {
        var options = Toy.Options;
        (options.EarlyStoppingPatience, options.ValidationFraction) = (1, 0);
        var trainer = Toy.Trainer(_mlContext, options);
        var rows = Toy.Tokens(_mlContext, 5);

        StringAssert.Contains(
            Assert.ThrowsExactly<InvalidOperationException>(() => trainer.Fit(rows)).Message, "EarlyStoppingPatience");
        trainer.Fit(rows, rows).Dispose();
    }

    [TestMethod]
    public void Changes_after_the_trainer_is_made_do_not_reach_it()
    {
        var told = new List<int>();
        var options = Toy.Options;
        options.Callbacks = [new Epochs(told)];
        var trainer = Toy.Trainer(_mlContext, options);
        (options.NumberOfEpochs, options.LearningRate, options.HiddenSize) = (7, -1, 0);
        options.FeatureColumnName = "Nothing";
        options.Callbacks.Clear();

        using var model = trainer.Fit(Toy.Tokens(_mlContext, 20));
        Assert.HasCount(1, model.History.Epochs);
        Assert.AreEqual("6", model.ArchitectureSettings["hiddenSize"]);
        CollectionAssert.AreEqual(new[] { 1 }, told);
    }

    [TestMethod]
    public void The_named_arguments_set_the_options()
    {
        var trainer = _mlContext.BinaryClassification.Trainers.Lstm(
            hiddenSize: 3, numberOfEpochs: 2, batchSize: 7, learningRate: 0.5);
        using var model = trainer.Fit(Toy.Tokens(_mlContext, 20));
        Assert.AreEqual("3", model.ArchitectureSettings["hiddenSize"]);
        Assert.HasCount(2, model.History.Epochs);
        Assert.ThrowsExactly<InvalidOptionsException>(() => _mlContext.BinaryClassification.Trainers.Lstm(hiddenSize: 0));
        Assert.ThrowsExactly<ArgumentNullException>(() => _mlContext.BinaryClassification.Trainers.Lstm(options: null!));
    }

    private sealed class Epochs(List<int> told) : IEpochCallback
    {
        public void OnEpochEnd(EpochMetrics metrics) => told.Add(metrics.Epoch);
    }
}
