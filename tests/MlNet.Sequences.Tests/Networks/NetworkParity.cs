using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>The network, the loss and the optimizers against PyTorch's own numbers. The caller is in a dispose scope.</summary>
internal static class NetworkParity
{
    private const float Tolerance = 1e-5f;

    internal static void CheckLogitsLossAndGradients(NetworkFixture fixture)
    {
        using var network = fixture.BuildNetwork();

        var (logits, loss) = Forward(fixture, network);
        network.Backward(loss);

        AssertClose(fixture.Expected.Logits, logits, "logits");
        AssertClose([fixture.Expected.Loss], loss, "loss");
        Assert.HasCount(fixture.Weights.Count, fixture.Expected.Gradients);
        foreach (var (weight, value, _) in network.Weights())
            AssertClose(fixture.Expected.Gradients[weight].Data, value.grad!, $"gradient of {weight}");
    }

    internal static void CheckNamesAndShapes(NetworkFixture fixture)
    {
        var architecture = fixture.Options.Architecture;
        using var model = ExportedModel.Wrap(
            fixture.BuildNetwork(),
            new NetworkDescription(architecture, new BinaryObjective(), fixture.Input, null, "Features", "Label"));
        var weights = model.Model;

        Assert.AreEqual(
            string.Join(
                '\n', fixture.Weights.Select(w => $"{w.Key} {string.Join(',', w.Value.Shape)}").Order(StringComparer.Ordinal)),
            string.Join(
                '\n',
                weights.WeightNames.Select(name => $"{name} {string.Join(',', weights.GetShape(name))}")
                .Order(StringComparer.Ordinal)));
        long parameters = weights.WeightNames.Sum(
            name => weights.GetShape(name).Aggregate(1L, (product, extent) => product * extent));
        Assert.AreEqual(model.NumberOfParameters, parameters);
        Assert.AreEqual(
            architecture.CountWeights(fixture.Input, head: new(1)), new WeightCount(parameters, weights.WeightNames.Count));
    }

    internal static void CheckEachSequenceAlone(NetworkFixture fixture)
    {
        using var network = fixture.BuildNetwork();
        network.eval();
        var buffer = fixture.Encode();

        for (int i = 0; i < buffer.Count; i++)
            AssertClose(
                [fixture.Expected.Logits[i]], network.call(SequenceBatch.Create(buffer, [i], torch.CPU)), $"sequence {i}");
        float[] scored = new float[buffer.Count];
        LogitScorer.Score(network, buffer, torch.CPU, scored);
        for (int i = 0; i < scored.Length; i++)
            Assert.AreEqual(fixture.Expected.Logits[i], scored[i], Tolerance);
    }

    internal static void CheckOptimizerSteps(NetworkFixture fixture, NetworkFixture.Steps steps)
    {
        using var network = fixture.BuildNetwork();
        var options = fixture.Options;
        TrainedWeight[] weights = [.. network.Weights()];
        using var optimizer = Optimizer.Create(options, weights);

        for (int step = 0; step < steps.Count; step++)
        {
            optimizer.ForgetGradients();
            network.Backward(Forward(fixture, network).Loss);
            if (step == 0)
                AssertClose([steps.ExpectedGradientNorm], Norm(network), "the gradients' norm");
            if (options.GradientClippingNorm is { } limit)
            {
                Gradients.Average([.. weights.Select(weight => weight.Value.grad!)], totalWeight: 1, limit);
                AssertClose([(float)Math.Min(limit, steps.ExpectedGradientNorm)], Norm(network), "the clipped gradients' norm");
            }

            optimizer.Step(_ => options.LearningRate!.Value);
        }

        foreach (var (weight, value, _) in network.Weights())
            AssertClose(steps.ExpectedWeights[weight].Data, value, weight);
    }

    private static (torch.Tensor Logits, torch.Tensor Loss) Forward(NetworkFixture fixture, SequenceNetwork network)
    {
        network.train();
        var logits = network.call(SequenceBatch.Create(fixture.Encode(), [0, 1, 2, 3], torch.CPU)); // [batch, 1]
        var loss = new BinaryObjective().Loss(logits, torch.tensor(fixture.Labels), torch.tensor(fixture.ExampleWeights)).Mean();
        return (logits, loss);
    }

    private static torch.Tensor Norm(SequenceNetwork network) =>
        torch.stack(network.Weights().Select(w => w.Value.grad!.norm())).norm();

    private static void AssertClose(float[] expected, torch.Tensor actual, string what)
    {
        float[] values = actual.detach().contiguous().data<float>().ToArray();
        Assert.HasCount(expected.Length, values, what);
        for (int i = 0; i < values.Length; i++)
            Assert.AreEqual(expected[i], values[i], Tolerance, $"{what}, element {i}");
    }
}
