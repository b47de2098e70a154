using CsCheck;
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
            return new Scored { Label = label, Score = score, Probability = 1 / (1 + MathF.Exp(-score)), PredictedLabel = score > 0 };
        }).ToArray();
        var mlContext = new MLContext(seed: 1);
        var theirs = mlContext.BinaryClassification.Evaluate(mlContext.Data.LoadFromEnumerable(rows));
        var ours = Evaluate(rows, _ => 1);

        Assert.AreEqual(theirs.Accuracy, ours["Accuracy"], 1e-9);
        Assert.AreEqual(theirs.AreaUnderRocCurve, ours["AreaUnderRocCurve"], 1e-6);
        Assert.AreEqual(theirs.LogLoss * Math.Log(2), ours["Loss"], 1e-6, "ML.NET's is in bits");
    }

    [TestMethod]
    public void A_weight_counts_as_so_many_rows() => Gen.Select(Gen.Float[-5, 5], Gen.Bool, Gen.Int[0, 3]).Array[1, 20].Sample(examples =>
    {
        var rows = examples.Select(e => new Scored { Score = e.Item1, Label = e.Item2 }).ToArray();
        var repeated = rows.SelectMany((row, i) => Enumerable.Repeat(row, examples[i].Item3)).ToArray();
        var weighted = Evaluate(rows, i => examples[i].Item3);
        if (repeated.Length == 0)
            return;
        foreach (var (name, value) in Evaluate(repeated, _ => 1))
            Assert.AreEqual(value, weighted[name], 1e-9, name);
    });

    [TestMethod]
    public void Extreme_logits_overflow_nothing()
    {
        var metrics = Objective.Evaluate([1e6f, -1e6f], [0, 0], [1, 1]);
        Assert.AreEqual(5e5, metrics["Loss"], 1e-3);
        Assert.AreEqual(0.5, metrics["Accuracy"]);
    }

    [TestMethod]
    public void The_loss_of_a_step_is_that_of_the_evaluation()
    {
        using var scope = torch.NewDisposeScope();
        float[] logits = [0.3f, -2, 5, 0], labels = [1, 0, 0, 1], weights = [1, 2, 0, 0.5f];
        float loss = Objective.Loss(torch.tensor(logits).unsqueeze(-1), torch.tensor(labels), torch.tensor(weights)).item<float>();
        Assert.AreEqual(Objective.Evaluate(logits, labels, weights)["Loss"], loss, 1e-6);
    }

    [TestMethod]
    public void A_batch_whose_weights_are_all_0_moves_nothing()
    {
        using var scope = torch.NewDisposeScope();
        var logits = torch.tensor(new[] { 0.3f, -2 }).unsqueeze(-1).requires_grad_(true);
        var loss = Objective.Loss(logits, torch.tensor(new[] { 1f, 0 }), torch.zeros(2));
        loss.backward();
        Assert.AreEqual(0f, loss.item<float>());
        CollectionAssert.AreEqual(new[] { 0f, 0 }, logits.grad!.flatten().data<float>().ToArray());
    }

    private static IReadOnlyDictionary<string, double> Evaluate(Scored[] rows, Func<int, float> weight) => Objective.Evaluate(
        [.. rows.Select(r => r.Score)], [.. rows.Select(r => r.Label ? 1f : 0f)], [.. rows.Select((_, i) => weight(i))]);

    private sealed class Scored
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
