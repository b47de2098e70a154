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
    public void The_area_under_the_ROC_curve_can_judge_the_epochs()
    {
        var options = Options();
        (options.BestEpochMetric, options.NumberOfEpochs) = (ValidationMetric.AreaUnderRocCurve, 8);
        using var model = Fit(options);
        var values = model.History.Epochs.Select(e => e.ValidationAreaUnderRocCurve!.Value).ToArray();
        Assert.AreEqual(Array.IndexOf(values, values.Max()) + 1, model.History.KeptEpoch, "the first of the best");
    }

    [TestMethod]
    public void Of_the_epochs_within_one_standard_error_of_the_best_accuracy_the_last_is_kept()
    {
        using var network = NetworkBuilder.Build(Toy.Options.Architecture, new SequenceInput(3, 0), new(1), seed: 1);
        using var best = new BestEpoch([.. network.Weights()], ValidationMetric.Accuracy, labels: 2_500, keep: true);
        double[] accuracies = [0.80, 0.90, 0.895, 0.893, 0.85]; // one standard error of 0.90 is 0.006
        for (int i = 0; i < accuracies.Length; i++)
        {
            SetWeights(network, i + 1);
            best.Consider(Metrics(i + 1, accuracies[i]), step: 10 * (i + 1));
        }

        Assert.AreEqual(new BestEpoch.Choice(0.90, KeptEpoch: 3, KeptStep: 30), best.Chosen);
        Assert.AreEqual(3, best.Restore(lastEpoch: 5));
        Assert.AreEqual(3f, network.Weights().First().Value.detach().flatten()[0].item<float>());
    }

    [TestMethod]
    [DataRow(0, 2)]
    [DataRow(0.5, 3)]
    [DataRow(9, 5)]
    public void The_tolerance_says_how_far_below_the_best_accuracy_the_last_epoch_may_be(double tolerance, int kept)
    {
        using var network = NetworkBuilder.Build(Toy.Options.Architecture, new SequenceInput(3, 0), new(1), seed: 1);
        using var best = new BestEpoch([.. network.Weights()], ValidationMetric.Accuracy, 2_500, keep: true, tolerance);
        double[] accuracies = [0.80, 0.90, 0.898, 0.893, 0.85]; // one standard error of 0.90 is 0.006
        for (int i = 0; i < accuracies.Length; i++)
            best.Consider(Metrics(i + 1, accuracies[i]), step: 10 * (i + 1));
        Assert.AreEqual(kept, best.Chosen.KeptEpoch);
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

    private static EpochMetrics Metrics(int epoch, double accuracy) => new()
    {
        Epoch = epoch,
        TrainingLoss = 0,
        Validation = new Dictionary<string, double> { ["Loss"] = 1, ["Accuracy"] = accuracy },
        TrainingSeconds = 1,
        ValidationSeconds = 1,
        SamplesPerSecond = 1,
        LearningRate = 1,
    };

    private static void SetWeights(SequenceNetwork network, float value)
    {
        using var noGradient = TorchSharp.torch.no_grad();
        foreach (var (_, weight, _) in network.Weights())
            weight.fill_(value);
    }

    private static LstmOptions Options()
    {
        var options = Toy.Options;
        (options.NumberOfEpochs, options.LearningRate, options.LearningRateSchedule) = (20, 0.02, LearningRateSchedule.Constant);
        (options.BestEpochMetric, options.NgramLength) = (ValidationMetric.Loss, 0);
        return options;
    }

    private SequencePredictionTransformer Fit(LstmOptions options) =>
        Toy.Trainer(_mlContext, options).Fit(Fits.Noise(_mlContext, 60, seed: 1), Validation);

    private IDataView Validation => Fits.Noise(_mlContext, 60, seed: 2);

    private double Loss(SequencePredictionTransformer model) =>
        _mlContext.BinaryClassification.Evaluate(model.Transform(Validation)).LogLoss * Math.Log(2);
}
