using CsCheck;
using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class RegressionObjectiveTests
{
    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    // PyTorch: losses = mse_loss, l1_loss or huber_loss(logits, (labels - 4) / 2.5, reduction="none", delta=1.5);
    // (losses * weights).sum() / weights.sum(), in float64. The distances are 0.9, -3.4, 4.4 and -3.2.
    [TestMethod]
    [DataRow(RegressionLoss.Squared, 9.896923076923079)]
    [DataRow(RegressionLoss.Absolute, 3.0)]
    [DataRow(RegressionLoss.Huber, 3.4026923076923077)]
    public void The_losses_are_PyTorchs(RegressionLoss function, double expected)
    {
        using var scope = torch.NewDisposeScope();
        var objective = new RegressionObjective { LossFunction = function, HuberDelta = 1.5, Mean = 4, StandardDeviation = 2.5 };
        float loss = objective.Loss(
            torch.tensor([0.5f, -1, 2, -3]).unsqueeze(-1), torch.tensor([3f, 10, -2, 4.5f]),
            torch.tensor([1, 2, 0.5f, 3])).Mean().item<float>();
        Assert.AreEqual(expected, loss, 1e-5);
    }

    [TestMethod]
    public void The_metrics_are_those_of_ML_NET()
    {
        var random = new Random(1);
        var objective = new RegressionObjective { Mean = 40, StandardDeviation = 8 };
        float[] logits = [.. Enumerable.Range(0, 300).Select(_ => 4 * (random.NextSingle() - 0.5f))];
        var rows = logits.Select(
            logit => new Scored { Label = 40 + 30 * (random.NextSingle() - 0.5f), Score = Score(objective, logit) }).ToArray();
        var mlContext = new MLContext(seed: 1);
        var theirs = mlContext.Regression.Evaluate(mlContext.Data.LoadFromEnumerable(rows));
        var ours = objective.Evaluate(logits, [.. rows.Select(row => row.Label)], [.. rows.Select(_ => 1f)]);

        Assert.AreEqual(theirs.RootMeanSquaredError, ours["RootMeanSquaredError"], 1e-5);
        Assert.AreEqual(theirs.MeanAbsoluteError, ours["MeanAbsoluteError"], 1e-5);
        Assert.AreEqual(theirs.MeanSquaredError / 64, ours["Loss"], 1e-5, "in squared standard deviations");
    }

    [TestMethod]
    public void A_score_is_in_the_labels_unit()
    {
        var objective = new RegressionObjective { Mean = -1000, StandardDeviation = 0.5 };
        Assert.AreEqual(-1000, Score(objective, 0));
        Assert.AreEqual(-999, Score(objective, 2));
    }

    [TestMethod]
    [DataRow(RegressionLoss.Squared)]
    [DataRow(RegressionLoss.Absolute)]
    [DataRow(RegressionLoss.Huber)]
    public void The_loss_hangs_on_no_unit_of_the_labels(RegressionLoss function) =>
        Gen.Select(
            Gen.Select(Gen.Int[-5, 5], Gen.Float[-3, 3], Gen.Float[0.1f, 2]).Array[2, 20], Gen.Float[0.01f, 1000],
            Gen.Float[-50, 50]).Sample(
            (examples, scale, shift) =>
            {
                if (examples.All(e => e.Item1 == examples[0].Item1))
                    return;
                using var scope = torch.NewDisposeScope();
                var logits = torch.tensor(examples.Select(e => e.Item2).ToArray()).unsqueeze(-1);
                float expected = Loss(label => label), actual = Loss(label => scale * (label + shift));
                Assert.AreEqual(expected, actual, 1e-4f * Math.Max(1, expected));

                float Loss(Func<float, float> unit)
                {
                    float[] labels = [.. examples.Select(e => unit(e.Item1))], weights = [.. examples.Select(e => e.Item3)];
                    var summary = new LabelSummary(classes: 0);
                    for (int i = 0; i < labels.Length; i++)
                        summary.Add([labels[i]], weights[i]);
                    var task = new RegressionTask();
                    var objective = task.CreateObjective(
                        new NumberLabels(), summary, new LstmOptions { RegressionLoss = function }.ObjectiveOptions);
                    return objective.Loss(logits, torch.tensor(labels), torch.tensor(weights)).Mean().item<float>();
                }
            },
            iter: 50);

    private static float Score(RegressionObjective objective, float logit) =>
        ObjectiveColumns.Value<float>(objective, "Score", [logit]);

    private sealed class Scored
    {
        public float Label { get; set; }

        public float Score { get; set; }
    }
}
