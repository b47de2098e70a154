using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>What a GPU's optimizer moves, against what a CPU's does.</summary>
[TestClass]
public sealed class JoinedWeightsTests
{
    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    // Without clipping Adam's: the keys' bias has no gradient but rounding, which Adam makes large, and clipping rounds in
    // another order.
    [TestMethod]
    [DataRow(SequenceOptimizer.Adam, null)]
    [DataRow(SequenceOptimizer.AdamW, null)]
    [DataRow(SequenceOptimizer.Sgd, 0.1)]
    public void Joined_weights_move_as_single_ones_do(SequenceOptimizer optimizer, double? clippingNorm)
    {
        var options = ToyTransformer.Options;
        (options.Optimizer, options.WeightDecay, options.GradientClippingNorm) = (optimizer, 0.01, clippingNorm);
        (options.LearningRate, options.EmbeddingLearningRate) = (0.01, 0.003);
        using var joined = new Fit(options, joins: true);
        using var single = new Fit(options, joins: false);
        Assert.HasCount(3, joined.State.Moved);
        for (int step = 0; step < 4; step++)
        {
            // The second step trains the head alone.
            joined.Step(step, headAlone: step == 1);
            single.Step(step, headAlone: step == 1);
        }

        AssertSame(single.State, joined.State);
    }

    [TestMethod]
    [DataRow(SequenceOptimizer.Adam)]
    [DataRow(SequenceOptimizer.AdamW)]
    [DataRow(SequenceOptimizer.Sgd)]
    public void Joined_weights_decay_to_the_same_targets(SequenceOptimizer optimizer)
    {
        var options = DeviceNetworks.Options("gru, both directions, two layers");
        (options.Optimizer, options.WeightDecay, options.GradientClippingNorm) = (optimizer, 5, 0.1);
        using var joined = new Fit(options, joins: true, decaysTo: 1.5);
        using var single = new Fit(options, joins: false, decaysTo: 1.5);
        using var undirected = new Fit(options, joins: false);
        foreach (var fit in new[] { joined, single, undirected })
        {
            for (int step = 0; step < 3; step++)
                fit.Step(step, headAlone: false, rate: _ => 0.01);
        }

        using var scope = torch.NewDisposeScope();
        foreach (var (mine, its) in joined.State.Weights.Zip(single.State.Weights))
            Assert.IsTrue(mine.Value.allclose(its.Value, rtol: 1e-3, atol: 1e-4), mine.Name);
        foreach (var (mine, its) in joined.State.Weights.Zip(undirected.State.Weights).Where(pair => pair.First.Value.dim() == 2))
            Assert.IsFalse(mine.Value.allclose(its.Value, rtol: 1e-3, atol: 1e-4), mine.Name);
    }

    [TestMethod]
    [DataRow("lstm", 1)]
    [DataRow("gru, both directions, two layers", 4)]
    [DataRow("transformer", 1)]
    public void Weights_that_learn_alike_are_one_array_and_those_of_each_further_layer_of_a_recurrent_network(
        string network, int arrays)
    {
        var options = DeviceNetworks.Options(network);
        options.GradientClippingNorm = 0.1;
        using var joined = new Fit(options, joins: true);
        using var single = new Fit(options, joins: false);
        Assert.HasCount(arrays, joined.State.Moved);
        foreach (var fit in new[] { joined, single })
            fit.Step(0, headAlone: false, rate: _ => 0.01);
        using var scope = torch.NewDisposeScope();
        foreach (var (mine, its) in joined.State.Weights.Zip(single.State.Weights))
            Assert.IsTrue(mine.Value.allclose(its.Value, rtol: 1e-3, atol: 1e-4), mine.Name);
    }

    [TestMethod]
    public void A_checkpoint_of_joined_weights_has_the_names_and_values_of_single_ones_and_goes_on_from_theirs()
    {
        var options = ToyTransformer.Options;
        (options.LearningRate, options.EmbeddingLearningRate) = (0.01, 0.003);
        using var single = new Fit(options, joins: false);
        single.Step(0, headAlone: true);
        single.Step(1, headAlone: false);
        using var joined = new Fit(options, joins: true);
        var identity = new FitIdentity { Trainer = "", Task = "", Seed = 1, Settings = [] };
        joined.State.Resume(
            Checkpoint.Of(
                single.State, identity) with
            { Tensors = single.State.Tensors().ToDictionary(t => t.Name, t => t.Value) });
        AssertSame(single.State, joined.State);
        joined.Step(2, headAlone: false);
        single.Step(2, headAlone: false);
        AssertSame(single.State, joined.State);
    }

    private static void AssertSame(TrainingState expected, TrainingState actual)
    {
        using var scope = torch.NewDisposeScope();
        CollectionAssert.AreEqual(expected.OptimizerSteps.ToArray(), actual.OptimizerSteps.ToArray());
        var others = actual.Tensors().ToDictionary(tensor => tensor.Name, tensor => tensor.Value);
        Assert.HasCount(others.Count, expected.Tensors());
        foreach (var (name, value) in expected.Tensors())
            Assert.IsTrue(value.allclose(others[name], rtol: 1e-5, atol: 1e-7), name);
    }

    private sealed class Fit : IDisposable
    {
        private readonly SequenceNetwork _network;
        private readonly TrainingStep _step;

        internal Fit(SequenceTrainerOptions options, bool joins, double? decaysTo = null)
        {
            _network = NetworkBuilder.Build(
                options.Architecture, new SequenceInput(Toy.Vocabulary, Channels: 0), head: new(1), seed: 1);
            _network.train();
            using var scope = torch.NewDisposeScope();
            var targets = decaysTo is { } value
                ? _network.Weights().ToDictionary(weight => weight.Name, weight => weight.Value.detach().Times(value))
                : null;
            State = new TrainingState(_network, new BinaryObjective(), options, validationLabels: 0, targets, joins);
            _step = new TrainingStep(
                _network, new BinaryObjective(), State, options, TrainingPrecision.Float32, torch.CPU,
                _ => Assert.Fail());
        }

        internal TrainingState State { get; }

        internal void Step(int number, bool headAlone, Func<TrainedWeight, double>? rate = null)
        {
            foreach (var weight in State.Weights.Concat(State.Moved))
                weight.Value.requires_grad_(!headAlone || weight.Part == NetworkPart.Head);
            _step.Add(ToyTransformer.Batch([[1, 2, 3], [4, 5, 6, 7, 8 + number], [9]]), number);
            _step.Apply(rate ?? (weight => weight.Part == NetworkPart.Embedding ? 0.003 : 0.01));
        }

        public void Dispose()
        {
            _step.Dispose();
            State.Dispose();
            _network.Dispose();
        }
    }
}
