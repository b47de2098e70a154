namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class EarlyStoppingTests
{
    [TestMethod]
    public void It_stops_when_patience_epochs_in_a_row_bring_no_improvement()
    {
        var rule = new EarlyStopping(patience: 2);
        Assert.AreEqual(3, FirstStop(rule, 3, 3, 4), "an equal value is no improvement");
        Assert.AreEqual(6, FirstStop(rule, 3, 4, 2, 1, 1, 1, 0));
        Assert.AreEqual(0, FirstStop(rule, 5, 6, 4, 5, 3, 4, 2));
        Assert.AreEqual(2, FirstStop(new EarlyStopping(patience: 1), 1, 2));
    }

    [TestMethod]
    [DataRow(ValidationMetric.Loss, true)]
    [DataRow(ValidationMetric.RootMeanSquaredError, true)]
    [DataRow(ValidationMetric.MeanAbsoluteError, true)]
    [DataRow(ValidationMetric.Accuracy, false)]
    [DataRow(ValidationMetric.MacroAccuracy, false)]
    [DataRow(ValidationMetric.AreaUnderRocCurve, false)]
    public void Losses_improve_downwards_and_accuracies_upwards(ValidationMetric metric, bool isBetterLow)
    {
        var rule = new EarlyStopping(patience: 1, metric);
        Assert.AreEqual(!isBetterLow, rule.ShouldStop(Told.Epochs(metric, 0.5, 0.4)));
        Assert.AreEqual(isBetterLow, rule.ShouldStop(Told.Epochs(metric, 0.5, 0.6)));
        Assert.AreEqual(isBetterLow, ((ComparedMetric)metric).IsLowerBetter);
    }

    [TestMethod]
    public void Every_metric_has_a_direction_that_is_tested() =>
        Assert.HasCount(6, Enum.GetValues<ValidationMetric>(), "add the new metric to the rows above");

    [TestMethod]
    public void An_improvement_exceeds_the_minimum_change_and_small_gains_add_up()
    {
        var rule = new EarlyStopping(patience: 2, ValidationMetric.Accuracy, minimumChange: 0.25);
        Assert.AreEqual(3, FirstStop(rule, 0.25, 0.5, 0.5), "by no more than the change");
        Assert.AreEqual(0, FirstStop(rule, 0.25, 0.375, 0.625, 0.75, 1), "each two together are one");
    }

    [TestMethod]
    public void A_metric_that_is_not_a_number_is_an_error_and_no_lack_of_improvement()
    {
        var rule = new EarlyStopping(patience: 2);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => FirstStop(rule, 3, double.NaN));
        Assert.Contains("must be a number; validation Loss of epoch 2 is NaN", error.Message);
    }

    [TestMethod]
    public void It_remembers_nothing()
    {
        var rule = new EarlyStopping(patience: 1);
        Assert.IsTrue(rule.ShouldStop(Told.Epochs(ValidationMetric.Loss, 1, 2)));
        Assert.IsFalse(rule.ShouldStop(Told.Epochs(ValidationMetric.Loss, 5)));
        Assert.IsFalse(rule.ShouldStop([]));
        Assert.IsTrue(rule.ShouldStop(Told.Epochs(ValidationMetric.Loss, 1, 2)));
    }

    [TestMethod]
    public void A_fit_without_validation_rows_fails_before_its_first_epoch()
    {
        var rule = new EarlyStopping(patience: 1);
        rule.OnFitStart(Told.Start());
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => rule.OnFitStart(Told.Start() with { ValidationRows = 0 }));
        Assert.Contains("needs validation rows to measure Loss; the fit has 0. Set ValidationFraction", error.Message);
    }

    [TestMethod]
    public void Epochs_without_the_metric_are_an_error_that_names_those_they_have()
    {
        var rule = new EarlyStopping(patience: 1, ValidationMetric.RootMeanSquaredError);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => rule.ShouldStop([Told.Epoch(1)]));
        Assert.AreEqual(
            "An epoch that is compared by RootMeanSquaredError must have that validation metric; the metrics of epoch 1 are " +
            "Accuracy, Loss; watch one of these.", error.Message);
        error = Assert.ThrowsExactly<InvalidOperationException>(() => rule.ShouldStop([Told.EpochWithoutValidation(1)]));
        Assert.Contains("are none, because no rows are held out; set ValidationFraction", error.Message);
    }

    [TestMethod]
    public void Every_wrong_value_is_named_at_once()
    {
        var error = Assert.ThrowsExactly<InvalidOptionsException>(() => new EarlyStopping(0, (ValidationMetric)77, double.NaN));
        Assert.StartsWith("EarlyStopping has 3 invalid values:", error.Message);
        Assert.Contains("patience must be at least 1; received 0", error.Message);
        Assert.Contains("metric must be a named value; received 77", error.Message);
        Assert.Contains("minimumChange must be at least 0; received NaN", error.Message);
        Assert.ThrowsExactly<InvalidOptionsException>(() => new EarlyStopping(1, minimumChange: double.PositiveInfinity));
        Assert.ThrowsExactly<InvalidOptionsException>(() => new EarlyStopping(1, minimumChange: -1e-9));
    }

    /// <summary>The first epoch that ends training; 0 where all are run.</summary>
    private static int FirstStop(EarlyStopping rule, params double[] values)
    {
        var epochs = Told.Epochs(rule.Metric, values);
        return Enumerable.Range(1, epochs.Length).FirstOrDefault(count => rule.ShouldStop(epochs[..count]));
    }
}
