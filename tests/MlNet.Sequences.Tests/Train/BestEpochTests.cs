using Microsoft.ML;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class BestEpochTests
{
    private readonly MLContext _mlContext = new(seed: 1);

    [TestMethod]
    public void Early_stopping_stops_and_keeps_the_best_weights()
    {
        var options = Options();
        options.EarlyStoppingPatience = 3;
        using var model = Fit(options);

        var losses = model.History.Epochs.Select(e => e.ValidationLoss!.Value).ToArray();
        int best = Array.IndexOf(losses, losses.Min()) + 1;
        Assert.IsTrue(model.History.StoppedEarly, string.Join(' ', losses));
        Assert.AreEqual(best, model.History.KeptEpoch);
        Assert.HasCount(best + 3, losses);
        Assert.AreEqual(losses.Min(), Loss(model), 1e-6);
    }

    [TestMethod]
    public void The_best_epoch_is_kept_without_early_stopping_too()
    {
        using var model = Fit(Options());
        var losses = model.History.Epochs.Select(e => e.ValidationLoss!.Value).ToArray();
        Assert.HasCount(20, losses);
        Assert.IsFalse(model.History.StoppedEarly);
        Assert.IsLessThan(20, model.History.KeptEpoch);
        Assert.AreEqual(losses.Min(), Loss(model), 1e-6);
    }

    [TestMethod]
    public void Without_keeping_the_best_the_last_weights_stay()
    {
        var options = Options();
        (options.KeepBestEpoch, options.EarlyStoppingPatience) = (false, 3);
        using var model = Fit(options);
        Assert.IsTrue(model.History.StoppedEarly);
        Assert.AreEqual(model.History.Epochs.Count, model.History.KeptEpoch);
        Assert.AreEqual(model.History.Epochs[^1].ValidationLoss!.Value, Loss(model), 1e-6);
    }

    [TestMethod]
    [DataRow(ValidationMetric.Accuracy)]
    [DataRow(ValidationMetric.AreaUnderRocCurve)]
    public void Another_metric_can_judge_the_epochs(ValidationMetric metric)
    {
        var options = Options();
        (options.BestEpochMetric, options.NumberOfEpochs) = (metric, 8);
        using var model = Fit(options);
        var values = model.History.Epochs.Select(e => e.Validation[metric.ToString()]).ToArray();
        Assert.AreEqual(Array.IndexOf(values, values.Max()) + 1, model.History.KeptEpoch, "the first of the best");
    }

    [TestMethod]
    public void Where_no_row_is_held_out_by_chance_all_epochs_run()
    {
        var options = Toy.Options;
        (options.ValidationFraction, options.EarlyStoppingPatience, options.NumberOfEpochs) = (1e-9, 1, 4);
        using var model = Toy.Trainer(_mlContext, options).Fit(Toy.Tokens(_mlContext, 5));
        Assert.AreEqual(0, model.History.ValidationRows);
        Assert.HasCount(4, model.History.Epochs);
        Assert.AreEqual(4, model.History.KeptEpoch);
        Assert.IsNull(model.History.Epochs[0].ValidationLoss);
    }

    private static LstmOptions Options()
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate, options.LearningRateSchedule) = (20, 0.02, LearningRateSchedule.Constant);
        // The fraction is not used: the tests give validation data to Fit. Early stopping asks for either in the options.
        (options.BestEpochMetric, options.ValidationFraction) = (ValidationMetric.Loss, 0.1);
        return options;
    }

    private SequencePredictionTransformer Fit(LstmOptions options) =>
        Toy.Trainer(_mlContext, options).Fit(Fits.Noise(_mlContext, 60, seed: 1), Validation);

    private IDataView Validation => Fits.Noise(_mlContext, 60, seed: 2);

    private double Loss(SequencePredictionTransformer model) => _mlContext.BinaryClassification.Evaluate(model.Transform(Validation)).LogLoss * Math.Log(2);
}
