using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>What training adds to the vectors of the input layer, and the gradient with respect to it.</summary>
[TestClass]
public sealed class InputPerturbationTests : FusedNetworkFixture
{
    private const float Distance = 1e-2f;

    private static readonly int[] Lengths = [5, 9, 3, 0, 1];

    [TestMethod]
    [DataRow("lstm", true)]
    [DataRow("lstm", false)]
    [DataRow("gru", true)]
    [DataRow("gru", false)]
    [DataRow("rnn", true)]
    [DataRow("rnn", false)]
    public void Kernels_compute_the_logits_and_gradients_of_torchs_layers(string cell, bool areTokens)
    {
        using var scope = torch.NewDisposeScope();
        var input = InputOf(areTokens);
        using var ours = Build(cell, input, dropout: 0);
        using var torchs = Build(cell, input, dropout: 0);
        ((RecurrentBody)torchs.Body).Kernel = null;
        Assert.IsNotNull(((RecurrentBody)ours.Body).Kernel);
        torch.Tensor mine = Perturbation(), its = Perturbation();

        Assert.AreEqual(0, Difference(RunAt(ours, mine), RunAt(torchs, its)), Tolerance, "logits");
        Assert.IsGreaterThan(0, mine.grad!.abs().max().item<float>());
        Assert.AreEqual(0, Difference(mine.grad!, its.grad!), Tolerance, "the gradient with respect to the perturbation");
        foreach (var (own, reference) in ours.Weights().Zip(torchs.Weights()))
            Assert.AreEqual(0, Difference(own.Value.grad!, reference.Value.grad!), Tolerance, own.Name);

        torch.Tensor RunAt(SequenceNetwork network, torch.Tensor perturbation)
        {
            network.Body.Input.Perturbation = perturbation;
            return Run(network, Sequences(input, Lengths));
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Gradients_through_dropout_are_those_of_central_differences(bool areTokens)
    {
        using var scope = torch.NewDisposeScope();
        var input = InputOf(areTokens);
        using var network = Build("lstm", input, dropout: 0.4);
        var rows = Sequences(input, Lengths);
        var perturbation = Perturbation();
        network.Body.Input.Perturbation = perturbation;
        Run(network, rows);
        foreach (var (name, value) in network.Weights().Select(weight => (weight.Name, (torch.Tensor)weight.Value))
            .Append(("the perturbation", perturbation)))
        {
            float[] gradient = [.. value.grad!.data<float>()];
            int at = Array.IndexOf(gradient, gradient.MaxBy(MathF.Abs));
            float slope = (Loss(value, at, Distance) - Loss(value, at, -Distance)) / (2 * Distance);
            Assert.AreEqual(gradient[at], slope, (2e-2f * MathF.Abs(gradient[at])) + 1e-3f, name);
        }

        float Loss(torch.Tensor value, int at, float change)
        {
            using var noGradient = torch.no_grad();
            value.view(-1)[at].add_(change);
            network.Random.MoveTo(0);
            float loss = network.call(Batch(rows)).sum().item<float>();
            value.view(-1)[at].sub_(change);
            return loss;
        }
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Where_all_weights_are_frozen_the_perturbation_alone_gets_a_gradient(bool hasKernel)
    {
        using var scope = torch.NewDisposeScope();
        var input = InputOf(areTokens: true);
        using var trained = Build("gru", input, dropout: 0);
        using var frozen = Build("gru", input, dropout: 0);
        torch.Tensor expected = Perturbation(), actual = Perturbation();
        foreach (var (network, perturbation) in new[] { (trained, expected), (frozen, actual) })
        {
            if (!hasKernel)
                ((RecurrentBody)network.Body).Kernel = null;
            network.Body.Input.Perturbation = perturbation;
            foreach (var weight in network.Weights().Where(_ => network == frozen))
                weight.Value.requires_grad_(false);
            Run(network, Sequences(input, Lengths));
        }

        Assert.AreEqual(0, Difference(expected.grad!, actual.grad!), Tolerance);
        Assert.IsTrue(frozen.Weights().All(weight => weight.Value.grad is null));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Scoring_ignores_it(bool hasKernel)
    {
        using var scope = torch.NewDisposeScope();
        var input = InputOf(areTokens: true);
        using var network = Build("lstm", input, dropout: 0.4);
        if (!hasKernel)
            ((RecurrentBody)network.Body).Kernel = null;
        network.eval();
        var rows = Sequences(input, Lengths);
        float[] before = Logits(network, rows, [0, 1, 2]);
        network.Body.Input.Perturbation = Perturbation();
        CollectionAssert.AreEqual(before, Logits(network, rows, [0, 1, 2]));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Deviations_are_those_of_the_vectors_of_true_steps(bool areTokens)
    {
        using var scope = torch.NewDisposeScope();
        var input = InputOf(areTokens);
        using var network = Build("lstm", input, dropout: 0.4);
        var batch = Batch(Sequences(input, Lengths));
        var vectors = network.Body.Input.Module.call(batch.Steps).detach(); // [time, batch, embedding]
        float[] deviations = [.. network.Body.Input.Deviations(batch).data<float>()];
        for (int feature = 0; feature < deviations.Length; feature++)
        {
            double[] values = [.. Lengths.SelectMany((length, i) => Enumerable.Range(0, length)
                .Select(step => (double)vectors[step, i, feature].item<float>()))];
            double mean = values.Average();
            Assert.AreEqual(Math.Sqrt(values.Average(value => (value - mean) * (value - mean))), deviations[feature], 1e-5);
        }
    }

    private static SequenceInput InputOf(bool areTokens) => areTokens ? new(Vocabulary, 0) : new(0, Channels);

    // [time, batch, embedding]; a batch's time is a multiple of 8.
    private static torch.Tensor Perturbation()
    {
        using var generator = new torch.Generator(5, torch.CPU);
        return torch.rand([16, Lengths.Length, 5], generator: generator).Minus(0.5).requires_grad_();
    }

    private static SequenceNetwork Build(string cell, SequenceInput input, double dropout)
    {
        RecurrentOptions options = cell switch
        {
            "lstm" => new LstmOptions(),
            "gru" => new GruOptions(),
            _ => new RnnOptions(),
        };
        (options.EmbeddingSize, options.HiddenSize, options.NumberOfLayers, options.Bidirectional) = (5, 16, 2, true);
        (options.EmbeddingDropout, options.RecurrentDropout, options.Pooling) = (dropout, dropout, SequencePooling.Mean);
        var network = Build(options, input);
        network.train();
        return network;
    }
}
