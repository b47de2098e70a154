using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class BinaryObjectiveTests
{
    private static readonly BinaryObjective Objective = new();

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    public void The_metrics_are_those_of_ML_NET()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 300).Select(_ =>
        {
            bool label = random.Next(2) == 1;
            float score = MathF.Round((label ? 1 : -1) + 4 * (random.NextSingle() - 0.5f), 1);
            return new Scored
            {
                Label = label,
                Score = score,
                Probability = 1 / (
                1 + MathF.Exp(-score)),
                PredictedLabel = score > 0
            };
        }).ToArray();
        var mlContext = new MLContext(seed: 1);
        var theirs = mlContext.BinaryClassification.Evaluate(mlContext.Data.LoadFromEnumerable(rows));
        var ours = Objective.Evaluate(
            [.. rows.Select(r => r.Score)], [.. rows.Select(r => r.Label ? 1f : 0f)], [.. rows.Select(_ => 1f)]);

        Assert.AreEqual(theirs.Accuracy, ours["Accuracy"], 1e-9);
        Assert.AreEqual(theirs.AreaUnderRocCurve, ours["AreaUnderRocCurve"], 1e-6);
        Assert.AreEqual(theirs.LogLoss * Math.Log(2), ours["Loss"], 1e-6, "ML.NET's is in bits");
    }

    [TestMethod]
    public void Extreme_logits_overflow_nothing()
    {
        var metrics = Objective.Evaluate([1e6f, -1e6f], [0, 0], [1, 1]);
        Assert.AreEqual(5e5, metrics["Loss"], 1e-3);
        Assert.AreEqual(0.5, metrics["Accuracy"]);
    }

    // PyTorch: losses = binary_cross_entropy_with_logits(logits, labels * (1 - smoothing) + smoothing / 2, reduction="none");
    // w = weights * where(labels > 0, positive, negative); (losses * w).sum() / w.sum(), in float64.
    [TestMethod]
    [DataRow(0.0, 1.0, 1.0, 0.6630502183783484)]
    [DataRow(0.1, 1.0, 1.0, 0.7130502183783486)]
    [DataRow(0.0, 0.5, 3.0, 0.9215268937461406)]
    [DataRow(0.1, 0.5, 3.0, 0.919201312350792)]
    public void Smoothed_labels_and_class_weights_give_PyTorchs_loss(
        double smoothing, double negative, double positive, double expected)
    {
        using var scope = torch.NewDisposeScope();
        var objective = new BinaryObjective { LabelSmoothing = smoothing, NegativeWeight = negative, PositiveWeight = positive };
        float loss = objective.Loss(
            torch.tensor([0.5f, -1, 2, -3]).unsqueeze(-1), torch.tensor([1f, 1, 0, 0]),
            torch.tensor([1, 2, 0.5f, 3])).Mean().item<float>();
        Assert.AreEqual(expected, loss, 1e-6);
    }

    private sealed class Scored
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
