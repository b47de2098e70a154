namespace MlNet.Sequences.Plots.Tests;

[TestClass]
public sealed class LearningCurvesTests
{
    [TestMethod]
    public void Losses_and_metrics_are_a_curve_each_and_the_kept_epoch_is_marked()
    {
        var plot = ModelPlots.LearningCurves(
            History(
                3, epoch => 1.0 / epoch,
                epoch => new() { ["Loss"] = 1.5 / epoch, ["Accuracy"] = 0.7, ["AreaUnderRocCurve"] = 0.8 }));

        plot.IsWhole();
        Assert.HasCount(3, plot.Image().Of("circle", "mlp-dot-a").Where(dot => (double)dot.Attribute("cy")! < 290).ToArray());
        CollectionAssert.IsSubsetOf(
            (string[])["training loss", "validation loss", "accuracy", "area under the ROC curve", "kept"], plot.Image().Texts());
        CollectionAssert.AreEqual((string[])["2 (kept)", "0.5", "0.75", "0.7", "0.8"], plot.Table()[1]);
    }

    [TestMethod]
    public void Without_validation_there_is_the_training_loss_alone()
    {
        var plot = ModelPlots.LearningCurves(History(2, epoch => epoch, _ => []));

        plot.IsWhole();
        CollectionAssert.DoesNotContain(plot.Image().Texts(), "validation loss");
        CollectionAssert.AreEqual((string[])["1", "1", "-"], plot.Table()[0]);
    }

    [TestMethod]
    public void One_epoch_and_losses_that_are_no_numbers_make_a_picture_that_says_so()
    {
        ModelPlots.LearningCurves(History(1, _ => 0.3, _ => new() { ["Loss"] = 0.3 })).IsWhole();
        ModelPlots.LearningCurves(
            History(3, _ => double.NaN, _ => new() { ["Loss"] = double.PositiveInfinity, ["Accuracy"] = double.NaN })).IsWhole();

        var diverged = ModelPlots.LearningCurves(History(5, epoch => epoch < 3 ? 1 : double.NaN, _ => []));
        diverged.IsWhole();
        Assert.Contains("3 epochs have no finite loss", diverged.Description);
    }

    [TestMethod]
    public void One_epoch_is_the_only_mark_of_its_axis()
    {
        var one = Axis.Exact("Epoch", 1, 1, whole: true);
        CollectionAssert.AreEqual((double[])[1], one.Ticks.ToArray());
        Assert.AreEqual(0.5, one.Place(1));

        // The loss has an axis with other numbers.
        string[] texts = ModelPlots.LearningCurves(History(1, _ => 0.3, _ => [])).Image().Texts();
        Assert.Contains("1", texts);
        Assert.DoesNotContain("0", texts);
        Assert.DoesNotContain("2", texts);
    }

    [TestMethod]
    public void A_hundred_thousand_epochs_are_thinned_and_the_peak_stays()
    {
        var plot = ModelPlots.LearningCurves(History(100_000, epoch => epoch == 54_321 ? 10 : 1, _ => []));

        plot.IsWhole();
        Assert.IsLessThan(40_000, plot.ToHtml().Length);
        var points = Thinning.Line(
            [.. Enumerable.Range(0, 100_000).Select(i => ((double)i, i == 54_321 ? 10.0 : i == 77_777 ? double.NaN : 1.0))]);
        Assert.IsLessThanOrEqualTo(900, points.Count);
        CollectionAssert.Contains(points.ToArray(), (54_321.0, 10.0));
        Assert.IsTrue(points.Any(point => double.IsNaN(point.Y)));
    }

    [TestMethod]
    public void A_history_without_epochs_is_an_error()
    {
        Assert.Contains(
            "epochs",
            Assert.ThrowsExactly<ArgumentException>(() => ModelPlots.LearningCurves(History(0, _ => 0, _ => []))).Message);
    }

    private static TrainingHistory History(
        int epochs, Func<int, double> loss, Func<int, Dictionary<string, double>> validation) => new()
        {
            Epochs = [.. Enumerable.Range(1, epochs).Select(epoch => new EpochMetrics
        {
            Epoch = epoch, TrainingLoss = loss(epoch), Validation = validation(epoch), TrainingSeconds = 1, ValidationSeconds = 1,
            SamplesPerSecond = 100, LearningRate = 0.001,
        })],
            KeptEpoch = Math.Min(2, epochs),
            StoppedEarly = false,
            TrainingRows = 100,
            ValidationRows = 20,
            Seed = 1,
            EncodingSeconds = 1,
            TotalSeconds = 2,
        };
}
