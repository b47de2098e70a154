namespace MlNet.Sequences.Tests;

/// <summary>The options that only some tasks have, and what a task makes of the training labels.</summary>
[TestClass]
public sealed class SequenceTaskTests
{
    private static readonly BooleanLabels Labels = new();

    [TestMethod]
    public void A_regression_refuses_what_is_about_classes()
    {
        string message = Refused(new RegressionTask(), new LstmOptions
        {
            LabelSmoothing = 0.1,
            ClassWeights = ClassWeights.Balanced,
            BestEpochMetric = ValidationMetric.Accuracy,
            RegressionLoss = RegressionLoss.Absolute,
            HuberDelta = 2,
        });
        StringAssert.Contains(message, "has 4 invalid values");
        StringAssert.Contains(message, "\n- LabelSmoothing does not apply to regression; received 0.1;");
        StringAssert.Contains(message, "\n- ClassWeights does not apply to regression; received balanced;");
        StringAssert.Contains(message, "\n- HuberDelta must be null with any loss but Huber; received 2;");
        StringAssert.Contains(
            message,
            "\n- BestEpochMetric must be a metric of regression; received Accuracy; set one of Loss, RootMeanSquaredError, " +
            "MeanAbsoluteError");
    }

    [TestMethod]
    public void A_classifier_refuses_what_is_about_numbers()
    {
        foreach (var task in new SequenceTask[] { new BinaryTask(), new MulticlassTask() })
        {
            string message = Refused(task, new LstmOptions
            {
                RegressionLoss = RegressionLoss.Huber,
                HuberDelta = 2,
                BestEpochMetric = ValidationMetric.RootMeanSquaredError,
                ClassWeights = ClassWeights.Of(new Dictionary<string, double> { ["a"] = double.NaN }),
            });
            StringAssert.Contains(message, "has 4 invalid values");
            StringAssert.Contains(message, $"\n- RegressionLoss does not apply to {task.Name}; received Huber;");
            StringAssert.Contains(message, $"\n- HuberDelta does not apply to {task.Name}; received 2;");
            StringAssert.Contains(
                message, $"\n- BestEpochMetric must be a metric of {task.Name}; received RootMeanSquaredError;");
            StringAssert.Contains(message, "\n- ClassWeights must be at least 0, that of 'a', too; received NaN;");
        }
    }

    [TestMethod]
    public void Labels_of_one_class_are_no_task_for_a_classifier()
    {
        StringAssert.Contains(
            Failed(Summary(0, 5), new LstmOptions()), "all rows to train on have the label 'True' in column 'Label'");
        StringAssert.Contains(
            Failed(Summary(0, 0), new LstmOptions()), "no row to train on has a weight above 0 in column 'Label'");
    }

    [TestMethod]
    public void Class_weights_that_leave_nothing_to_learn_are_refused()
    {
        var none = new LstmOptions
        {
            ClassWeights = ClassWeights.Of(
            new Dictionary<string, double> { ["True"] = 0, ["False"] = 0 })
        };
        StringAssert.Contains(Failed(Summary(1, 1), none), "received True=0, False=0");
    }

    [TestMethod]
    public void A_binary_objective_takes_the_options()
    {
        var options = new LstmOptions { ClassWeights = ClassWeights.Balanced, LabelSmoothing = 0.2 };
        Assert.AreEqual(
            new BinaryObjective { NegativeWeight = 2, PositiveWeight = 2 / 3.0, LabelSmoothing = 0.2 },
            new BinaryTask().CreateObjective(Labels, Summary(1, 3), options.ObjectiveOptions));
    }

    [TestMethod]
    public void A_multiclass_objective_takes_the_options()
    {
        var labels = new KeyLabels(new LabelKeys("UInt32", 3, null));
        var summary = new LabelSummary(classes: 3);
        foreach (var (label, weight) in new[] { (0, 1), (1, 3), (2, 4) })
            summary.Add([label], weight);

        var weighed = (MulticlassObjective)new MulticlassTask().CreateObjective(
            labels, summary,
            new LstmOptions { ClassWeights = ClassWeights.Balanced, LabelSmoothing = 0.2 }.ObjectiveOptions);
        CollectionAssert.AreEqual(new[] { 8 / (3 * 1.0), 8 / (3 * 3.0), 8 / (3 * 4.0) }, weighed.ClassWeights!.ToArray());
        Assert.AreEqual(0.2, weighed.LabelSmoothing);
        Assert.AreEqual(3, weighed.Outputs);
        Assert.AreEqual(
            new MulticlassObjective { Labels = labels.Keys },
            new MulticlassTask().CreateObjective(labels, summary, new LstmOptions().ObjectiveOptions));
    }

    [TestMethod]
    public void A_regression_objective_takes_the_labels_mean_and_spread()
    {
        var summary = new LabelSummary(classes: 0);
        summary.Add([10], 1);
        Assert.AreEqual(
            new RegressionObjective { Mean = 10, StandardDeviation = 1 },
            new RegressionTask().CreateObjective(new NumberLabels(), summary, new LstmOptions().ObjectiveOptions),
            "labels all alike have nothing to scale");
        summary.Add([16], 1);
        Assert.AreEqual(
            new RegressionObjective { Mean = 13, StandardDeviation = 3, LossFunction = RegressionLoss.Huber, HuberDelta = 2 },
            new RegressionTask().CreateObjective(
                new NumberLabels(), summary,
                new LstmOptions { RegressionLoss = RegressionLoss.Huber, HuberDelta = 2 }.ObjectiveOptions));
    }

    private static LabelSummary Summary(float negatives, float positives)
    {
        var summary = new LabelSummary(classes: 2);
        summary.Add([0], negatives);
        summary.Add([1], positives);
        return summary;
    }

    private static string Refused(SequenceTask task, LstmOptions options) =>
        Assert.ThrowsExactly<InvalidOptionsException>(() => options.Check(task)).Message;

    private static string Failed(LabelSummary summary, LstmOptions options) =>
        Assert.ThrowsExactly<InvalidOperationException>(
            () => new BinaryTask().CreateObjective(Labels, summary, options.ObjectiveOptions)).Message;
}
