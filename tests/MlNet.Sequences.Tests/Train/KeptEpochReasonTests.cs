using System.Globalization;
using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>Why the weights of an epoch are kept, as the history says it.</summary>
[TestClass]
public sealed class KeptEpochReasonTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void An_accuracy_near_the_best_is_told_with_its_standard_error_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.PercentDecimalSeparator,
            commas.NumberFormat.NumberGroupSeparator) =
            (",", ",", ".");
        CultureInfo.CurrentCulture = commas;
        try
        {
            Assert.AreEqual(
                "The weights of epoch 3 are kept: its validation accuracy, 89.5 %, is within 1 standard error (0.6 % on 2,500 " +
                "rows) of the highest, 90.0 % in epoch 2, and it is the last such epoch.",
                History("Accuracy", [0.80, 0.90, 0.895, 0.85], kept: 3).KeptEpochReason);
            Assert.Contains(
                "within 2.5 standard errors (1.5 % on 2,500 rows)",
                History("Accuracy", [0.9, 0.895], 2, tolerance: "2.5").KeptEpochReason!);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [TestMethod]
    public void The_standard_error_of_a_tagger_counts_its_steps()
    {
        var history = History("Accuracy", [0.90, 0.899], kept: 2) with { ValidationSteps = 10_000 };
        Assert.AreEqual(
            "The weights of epoch 2 are kept: its validation accuracy, 89.9 %, is within 1 standard error (0.3 % on 10,000 " +
            "steps) of the highest, 90.0 % in epoch 1, and it is the last such epoch.", history.KeptEpochReason);
    }

    [TestMethod]
    [DataRow("Accuracy", 2, "The weights of epoch 2 are kept: its validation accuracy, 90.0 %, is the highest.")]
    [DataRow("MacroAccuracy", 2, "The weights of epoch 2 are kept: its validation macro accuracy, 90.0 %, is the highest.")]
    [DataRow("AreaUnderRocCurve", 2, "The weights of epoch 2 are kept: its validation AUC, 0.9000, is the highest.")]
    [DataRow("Loss", 1, "The weights of epoch 1 are kept: its validation loss, 0.8000, is the lowest.")]
    [DataRow(
        "RootMeanSquaredError", 1,
        "The weights of epoch 1 are kept: its validation root mean squared error, 0.8000, is the lowest.")]
    public void The_best_by_the_metric_that_epochs_are_compared_by_is_named(string metric, int kept, string reason) =>
        Assert.AreEqual(reason, History(metric, [0.80, 0.90, 0.85], kept, given: metric).KeptEpochReason);

    [TestMethod]
    [DataRow("Accuracy", 3, "90.0 %, is the highest, and it is the last of 2 such epochs.")]
    [DataRow("AreaUnderRocCurve", 2, "0.9000, is the highest, and it is the first of 2 such epochs.")]
    public void An_epoch_that_others_equal_is_kept_as_the_first_or_the_last_of_them(string metric, int kept, string reason) =>
        Assert.EndsWith(reason, History(metric, [0.80, 0.90, 0.90], kept, given: metric).KeptEpochReason!);

    [TestMethod]
    public void The_last_one_is_kept_where_that_is_asked_for_or_no_row_is_held_out()
    {
        var history = History("Accuracy", [0.80, 0.90, 0.85], kept: 3, keepBest: "false");
        Assert.AreEqual("The weights of epoch 3 are kept, the last one, as requested.", history.KeptEpochReason);
        Assert.AreEqual(
            "The weights of epoch 3 are kept, the last one: no rows were held out to compare epochs by.",
            (history with { ValidationRows = 0 }).KeptEpochReason);
        Assert.IsNull((history with { Settings = null }).KeptEpochReason, "a model of an earlier version");
        Assert.IsNull((history with { Epochs = [] }).KeptEpochReason);
    }

    [TestMethod]
    [DataRow(ToyTask.Binary, "validation accuracy")]
    [DataRow(ToyTask.Multiclass, "validation accuracy")]
    [DataRow(ToyTask.Regression, "validation loss")]
    public void A_fit_says_it_by_its_tasks_own_metric_and_a_loaded_model_says_the_same(object task, string metric)
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.ValidationFraction) = (3, 0.3);
        using var model = Toy.Trainer(_mlContext, (ToyTask)task, options).Fit(Toy.Tokens(_mlContext, 100));
        Assert.Contains($"The weights of epoch {model.History.KeptEpoch} are kept: its {metric}", model.History.KeptEpochReason!);
        using var loaded = (SequencePredictionTransformer)ModelFile.Reload(_mlContext, model);
        Assert.AreEqual(model.History.KeptEpochReason, loaded.History.KeptEpochReason);
    }

    private static TrainingHistory History(
        string metric, double[] values, int kept, string keepBest = "true", string tolerance = "1",
        string given = "null") => new()
        {
            Epochs =
            [
                .. values.Select((value, i) => new EpochMetrics
                {
                    Epoch = i + 1, TrainingLoss = 0, Validation = new Dictionary<string, double> { [metric] = value },
                    TrainingSeconds = 1,
                    ValidationSeconds = 1, SamplesPerSecond = 1, LearningRate = 1,
                }),
            ],
            KeptEpoch = kept,
            StoppedEarly = false,
            TrainingRows = 1,
            ValidationRows = 2_500,
            Seed = 1,
            EncodingSeconds = 0,
            TotalSeconds = 0,
            Settings = new Dictionary<string, string>
            {
                ["keepBestEpoch"] = keepBest,
                [
            "bestEpochTolerance"] = tolerance,
                ["bestEpochMetric"] = given
            },
        };
}
