using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;

namespace MlNet.Sequences.Tests;

[TestClass]
public sealed class MulticlassObjectiveTests
{
    private const int Classes = 4;

    private static readonly MulticlassObjective Objective = new() { Labels = new LabelKeys("UInt32", Classes, null) };

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow(Classes)]
    [DataRow(Classes - 1, DisplayName = "a class without rows")]
    public void The_metrics_are_those_of_ML_NET(int present)
    {
        var random = new Random(1);
        float[][] logits = [
            .. Enumerable.Range(0, 300)
            .Select(_ => Enumerable.Range(0, Classes).Select(_ => 4 * (random.NextSingle() - 0.5f)).ToArray())];
        int[] labels = [.. logits.Select(_ => Math.Min(random.Next(present), random.Next(present)))];
        var rows = logits.Select((row, i) => new Scored
        {
            // ML.NET reads a single key from an object as counted from 0.
            Label = (uint)labels[i],
            Score = Column<VBuffer<float>>("Score", row).DenseValues().ToArray(),
            PredictedLabel = Column<uint>("PredictedLabel", row) - 1,
        }).ToArray();
        var mlContext = new MLContext(seed: 1);
        var theirs = mlContext.MulticlassClassification.Evaluate(mlContext.Data.LoadFromEnumerable(rows));
        var ours = Objective.Evaluate(
            [.. logits.SelectMany(row => row)], [.. labels.Select(label => (float)label)], [.. labels.Select(_ => 1f)]);

        Assert.AreEqual(theirs.MicroAccuracy, ours["Accuracy"], 1e-9);
        Assert.AreEqual(theirs.MacroAccuracy, ours["MacroAccuracy"], 1e-9);
        Assert.AreEqual(theirs.LogLoss, ours["Loss"], 1e-6, "in nats, both of them");
    }

    // PyTorch: losses = cross_entropy(logits, labels, reduction="none", label_smoothing=smoothing);
    // w = weights * class_weights[labels]; (losses * w).sum() / w.sum(), in float64.
    [TestMethod]
    [DataRow(0.0, null, 1.2460829662230637)]
    [DataRow(0.1, null, 1.2704419405820377)]
    [DataRow(0.0, new[] { 0.5, 2, 1.25 }, 1.1660121129951908)]
    [DataRow(0.1, new[] { 0.5, 2, 1.25 }, 1.2117110377263736)]
    public void Smoothed_labels_and_class_weights_give_PyTorchs_loss(double smoothing, double[]? classWeights, double expected)
    {
        using var scope = torch.NewDisposeScope();
        var objective = new MulticlassObjective
        {
            Labels = new LabelKeys(
            "UInt32", 3, null),
            LabelSmoothing = smoothing,
            ClassWeights = classWeights
        };
        var logits = torch.tensor([0.5f, -1, 2, 1.5f, 0.25f, -0.75f, -2, 3, 0.5f, 0, 0, 1]).view(4, 3);
        float loss = objective.Loss(logits, torch.tensor([2f, 1, 1, 0]), torch.tensor([1, 2, 0.5f, 3])).Mean().item<float>();
        Assert.AreEqual(expected, loss, 1e-6);
    }

    [TestMethod]
    public void A_batch_of_classes_that_count_nothing_moves_nothing()
    {
        using var scope = torch.NewDisposeScope();
        var objective = new MulticlassObjective { Labels = new LabelKeys("UInt32", 3, null), ClassWeights = [1, 0, 1] };
        var logits = torch.tensor([0.5f, -1, 2]).view(1, 3).requires_grad_(true);
        objective.Loss(logits, torch.tensor([1f]), torch.tensor([1f])).Mean().backward();
        Assert.AreEqual(0f, logits.grad!.abs().max().item<float>());
    }

    [TestMethod]
    public void Scores_are_probabilities_however_far_apart_the_logits()
    {
        CollectionAssert.AreEqual(
            new[] { 1f, 0, 0, 0 }, Column<VBuffer<float>>("Score", [1e6f, -1e6f, 0, 3]).DenseValues().ToArray());
        CollectionAssert.AreEqual(
            new[] { 0.25f, 0.25f, 0.25f, 0.25f },
            Column<VBuffer<float>>("Score", [-1e6f, -1e6f, -1e6f, -1e6f]).DenseValues().ToArray());
    }

    [TestMethod]
    public void Among_equal_logits_the_first_class_is_predicted() =>
        Assert.AreEqual(2u, Column<uint>("PredictedLabel", [0, 3, 3, 1]));

    [TestMethod]
    [DataRow("Byte", (byte)3)]
    [DataRow("UInt16", (ushort)3)]
    [DataRow("UInt32", 3u)]
    [DataRow("UInt64", 3ul)]
    public void The_predicted_key_is_of_the_labels_type(string type, object expected)
    {
        var objective = Objective with { Labels = new LabelKeys(type, Classes, null) };
        object predicted = type switch
        {
            "Byte" => (object)Column<byte>("PredictedLabel", [0, 1, 5, 2], objective),
            "UInt16" => Column<ushort>("PredictedLabel", [0, 1, 5, 2], objective),
            "UInt32" => Column<uint>("PredictedLabel", [0, 1, 5, 2], objective),
            _ => Column<ulong>("PredictedLabel", [0, 1, 5, 2], objective),
        };
        Assert.AreEqual(expected, predicted);
    }

    private static T Column<T>(string name, float[] logits, MulticlassObjective? objective = null) =>
        ObjectiveColumns.Value<T>(objective ?? Objective, name, logits);

    private sealed class Scored
    {
        [KeyType(Classes)]
        public uint Label { get; set; }

        [VectorType(Classes)]
        public float[] Score { get; set; } = [];

        [KeyType(Classes)]
        public uint PredictedLabel { get; set; }
    }
}
