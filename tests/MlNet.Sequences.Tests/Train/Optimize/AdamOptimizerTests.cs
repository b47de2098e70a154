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
    [DataRow(SequenceOptimizer.Adam, 0.0, 7)]
    [DataRow(SequenceOptimizer.Adam, 0.1, 70_001)]
    [DataRow(SequenceOptimizer.AdamW, 0.1, 70_001)]
    public void One_pass_moves_weights_as_torchs_operations_do(SequenceOptimizer kind, double weightDecay, int count)
    {
        using var scope = torch.NewDisposeScope();
        var options = new LstmOptions { Optimizer = kind, WeightDecay = weightDecay };
        var random = new Random(1);
        float[] start = Numbers();
        TrainedWeight[] single = [Weight(torch.ScalarType.Float32)], @double = [Weight(torch.ScalarType.Float64)];
        using var ours = Optimizer.Create(options, single);
        using var torchs = Optimizer.Create(options, @double);
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
}
