using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Adam in one pass over plain arrays against torch's operations, which weights of another kind (here float64) go through.
/// </summary>
[TestClass]
public sealed class AdamOptimizerTests
{
    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    // 70,001 numbers are three parts of uneven size, with some left for no register.
    [TestMethod]
    [DataRow(SequenceOptimizer.Adam, 0.0, 7, false)]
    [DataRow(SequenceOptimizer.Adam, 0.1, 70_001, false)]
    [DataRow(SequenceOptimizer.AdamW, 0.1, 70_001, false)]
    [DataRow(SequenceOptimizer.Adam, 0.1, 70_001, true)]
    [DataRow(SequenceOptimizer.AdamW, 2.0, 70_001, true)]
    public void One_pass_moves_weights_as_torchs_operations_do(
        SequenceOptimizer kind, double weightDecay, int count, bool hasTarget)
    {
        using var scope = torch.NewDisposeScope();
        var options = new LstmOptions { Optimizer = kind, WeightDecay = weightDecay };
        var random = new Random(1);
        float[] start = Numbers();
        TrainedWeight[] single = [Weight(torch.ScalarType.Float32)], @double = [Weight(torch.ScalarType.Float64)];
        float[] target = hasTarget ? Numbers() : [];
        using var ours = Optimizer.Create(options, single, hasTarget ? [torch.tensor(target)] : null);
        using var torchs = Optimizer.Create(
            options, @double, hasTarget ? [torch.tensor(target).to(torch.ScalarType.Float64)] : null);
        for (int step = 0; step < 5; step++)
        {
            float[] gradient = Numbers();
            single[0].Value.grad = torch.tensor(gradient);
            @double[0].Value.grad = torch.tensor(gradient).to(torch.ScalarType.Float64);
            ours.Step(_ => 0.01);
            torchs.Step(_ => 0.01);
            CollectionAssert.AreEqual(gradient, single[0].Value.grad!.data<float>().ToArray(), "the gradient stays");
        }

        foreach (var (name, value) in ours.State().Append(("the weight", single[0].Value)))
        {
            var reference = torchs.State().Append(("the weight", @double[0].Value)).Single(state => state.Item1 == name).Item2;
            Assert.AreEqual(0, (value - reference).abs().max().item<double>(), 1e-6, name);
        }

        float[] Numbers() => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];

        TrainedWeight Weight(torch.ScalarType type) =>
            new("weight", new Parameter(torch.tensor(start).to(type)), NetworkPart.Body);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Without_a_gradient_decoupled_decay_shortens_the_way_to_the_target_by_a_factor(bool isFused)
    {
        using var scope = torch.NewDisposeScope();
        var options = new LstmOptions { Optimizer = SequenceOptimizer.AdamW, WeightDecay = 2 };
        var type = isFused ? torch.ScalarType.Float32 : torch.ScalarType.Float64;
        var weight = new TrainedWeight(
            "weight", new Parameter(torch.tensor((float[])[3, -1, 0.5f]).to(type)), NetworkPart.Body);
        using var optimizer = Optimizer.Create(options, [weight], [torch.tensor((float[])[1, -1, 0]).to(type)]);
        weight.Value.grad = torch.zeros_like(weight.Value);
        optimizer.Step(_ => 0.05);
        optimizer.Step(_ => 0.05);
        double[] moved = [.. weight.Value.detach().to(torch.ScalarType.Float64).data<double>()];
        Assert.AreEqual(1 + (2 * 0.9 * 0.9), moved[0], 1e-6);
        Assert.AreEqual(-1, moved[1], "what is there stays, exactly");
        Assert.AreEqual(0.5 * 0.9 * 0.9, moved[2], 1e-6);
    }
}
