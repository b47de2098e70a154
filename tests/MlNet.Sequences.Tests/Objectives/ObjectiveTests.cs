using CsCheck;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>What holds of every objective.</summary>
[TestClass]
public sealed class ObjectiveTests
{
    private const int Classes = 3;

    public static IEnumerable<string> Kinds => Objectives.Keys;

    private static readonly Dictionary<string, Objective> Objectives = new()
    {
        ["binary"] = new BinaryObjective(),
        ["multiclass"] = new MulticlassObjective { Labels = new LabelKeys("UInt32", Classes, null) },
        ["squared"] = new RegressionObjective { Mean = 3, StandardDeviation = 2 },
        ["absolute"] = new RegressionObjective { Mean = 3, StandardDeviation = 2, LossFunction = RegressionLoss.Absolute },
        ["huber"] = new RegressionObjective
        {
            Mean = 3,
            StandardDeviation = 2,
            LossFunction = RegressionLoss.Huber,
            HuberDelta = 0.7,
        },
    };

    // A logit for each class, of which an objective with one logit takes the first.
    private static readonly Gen<(float[] Logits, int Label, int Weight)[]> Examples =
        Gen.Select(Gen.Float[-5, 5].Array[Classes], Gen.Int[0, Classes - 1], Gen.Int[0, 3]).Array[1, 20];

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_weight_counts_as_so_many_rows(string kind) => Examples.Sample(examples =>
    {
        if (examples.All(e => e.Weight == 0))
            return;
        var weighted = Evaluate(kind, examples);
        var repeated = examples.SelectMany(e => Enumerable.Repeat((e.Logits, e.Label, 1), e.Weight)).ToArray();
        foreach (var (name, value) in Evaluate(kind, repeated))
            Assert.AreEqual(value, weighted[name], 1e-9, name);
    });

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void The_loss_of_a_step_is_that_of_the_evaluation(string kind) => Examples.Sample(
        examples =>
        {
            if (examples.All(e => e.Weight == 0))
                return;
            using var scope = torch.NewDisposeScope();
            double expected = Evaluate(kind, examples)["Loss"];
            Assert.AreEqual(expected, Loss(kind, examples).Loss.item<float>(), 1e-5 * Math.Max(1, expected));
        },
        iter: 50);

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void A_batch_whose_weights_are_all_0_moves_nothing(string kind)
    {
        using var scope = torch.NewDisposeScope();
        var (logits, loss) = Loss(kind, [([0.3f, 1, 2], 1, 0), ([-2, 0, 1], 2, 0)]);
        loss.backward();
        Assert.AreEqual(0f, loss.item<float>());
        Assert.AreEqual(0f, logits.grad!.abs().max().item<float>());
    }

    [TestMethod]
    [DynamicData(nameof(Kinds))]
    public void Extreme_logits_overflow_nothing(string kind)
    {
        using var scope = torch.NewDisposeScope();
        (float[], int, int)[] examples = [([1e6f, -1e6f, 0], 1, 1), ([-1e6f, 1e6f, 0], 2, 1)];
        var (logits, loss) = Loss(kind, examples);
        loss.backward();
        Assert.IsTrue(float.IsFinite(loss.item<float>()));
        Assert.IsTrue(logits.grad!.isfinite().all().item<bool>());
        Assert.IsTrue(double.IsFinite(Evaluate(kind, examples)["Loss"]));
    }

    private static IReadOnlyDictionary<string, double> Evaluate(string kind, (float[] Logits, int Label, int Weight)[] examples)
    {
        var objective = Objectives[kind];
        return objective.Evaluate(LogitsOf(objective, examples), LabelsOf(objective, examples), WeightsOf(examples));
    }

    private static (torch.Tensor Logits, torch.Tensor Loss) Loss(string kind, (float[] Logits, int Label, int Weight)[] examples)
    {
        var objective = Objectives[kind];
        var logits = torch.tensor(LogitsOf(objective, examples)).view(examples.Length, objective.Outputs).requires_grad_(true);
        return (
            logits,
            objective.Loss(logits, torch.tensor(LabelsOf(objective, examples)), torch.tensor(WeightsOf(examples))).Mean());
    }

    private static float[] LogitsOf(Objective objective, (float[] Logits, int Label, int Weight)[] examples) =>
        [.. examples.SelectMany(e => e.Logits.Take(objective.Outputs))];

    private static float[] LabelsOf(Objective objective, (float[] Logits, int Label, int Weight)[] examples) =>
        [.. examples.Select(e => objective is BinaryObjective ? e.Label % 2 : (float)e.Label)];

    private static float[] WeightsOf((float[] Logits, int Label, int Weight)[] examples) =>
        [.. examples.Select(e => (float)e.Weight)];
}
