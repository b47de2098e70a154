using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>Dropout of recurrent weights, in our own kernels and in torch's layers.</summary>
[TestClass]
public sealed class WeightDropoutTests : FusedNetworkFixture
{
    private const double Rate = 0.4;

    private static readonly SequenceInput Input = new(Vocabulary, 0);

    private readonly SequenceBuffer _rows = Sequences(Input, [5, 9, 3, 0]);

    public static IEnumerable<object[]> Networks =>
        from cell in new[] { "lstm", "gru", "rnn" }
        from hasKernel in new[] { true, false }
        select new object[] { cell, hasKernel };

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void Gradients_are_those_of_the_network_that_is_left(string cell, bool hasKernel)
    {
        // Central differences, with the mask held fast.
        using var scope = torch.NewDisposeScope();
        using var network = Build(cell, hasKernel);
        torch.Tensor[] before = [.. Recurrent(network).Select(weight => weight.Value.detach().clone())];
        network.Random.MoveTo(0);
        using (WeightDropout.Apply(network.Body, network.Random))
            network.Backward(network.call(Batch(_rows)).sum());

        foreach (var (weight, kept) in Recurrent(network).Zip(before))
        {
            Assert.AreEqual(0, Difference(weight.Value, kept), $"{weight.Name} is back, bit for bit");
            float[] gradient = [.. weight.Value.grad!.data<float>()];
            Assert.AreEqual(Rate, gradient.Count(value => value == 0) / (double)gradient.Length, 0.1, weight.Name);
            int greatest = Array.IndexOf(gradient, gradient.MaxBy(MathF.Abs));
            foreach (int at in new[] { greatest, Array.IndexOf(gradient, 0) })
            {
                const float Distance = 1e-2f;
                float slope = (Loss(weight, at, Distance) - Loss(weight, at, -Distance)) / (2 * Distance);
                Assert.AreEqual(gradient[at], slope, (2e-2f * MathF.Abs(gradient[at])) + 1e-3f, $"{weight.Name} at {at}");
            }
        }

        float Loss(TrainedWeight weight, int at, float change)
        {
            using var noGradient = torch.no_grad();
            weight.Value.view(-1)[at].add_(change);
            network.Random.MoveTo(0);
            float loss;
            using (WeightDropout.Apply(network.Body, network.Random))
                loss = network.call(Batch(_rows)).sum().item<float>();
            weight.Value.view(-1)[at].sub_(change);
            return loss;
        }
    }

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("gru")]
    [DataRow("rnn")]
    public void Kernels_and_torchs_layers_see_the_same_masked_weights(string cell)
    {
        using var scope = torch.NewDisposeScope();
        using var ours = Build(cell, hasKernel: true);
        using var torchs = Build(cell, hasKernel: false);
        foreach (var network in new[] { ours, torchs })
        {
            network.Random.MoveTo(3);
            using (WeightDropout.Apply(network.Body, network.Random))
                network.Backward(network.call(Batch(_rows)).sum());
        }

        foreach (var (own, reference) in ours.Weights().Zip(torchs.Weights()))
            Assert.AreEqual(0, Difference(own.Value.grad!, reference.Value.grad!), Tolerance, own.Name);
    }

    [TestMethod]
    public void Each_batch_has_its_own_mask_and_the_gradients_of_several_add_up()
    {
        using var scope = torch.NewDisposeScope();
        using var network = Build("lstm", hasKernel: true);
        torch.Tensor first = Gradient(0), second = Gradient(1);
        Assert.AreNotEqual(0, Difference(first.IsZero().to(torch.float32), second.IsZero().to(torch.float32)), "masks differ");
        Assert.AreEqual(0, Difference(first, Gradient(0)), "the mask of a batch follows from its number");
        AddGradient(1);
        Assert.IsTrue(Recurrent(network).First().Value.grad!.allclose(first + second, rtol: 1e-5, atol: 1e-7));

        torch.Tensor Gradient(int number)
        {
            foreach (var weight in network.Weights())
                weight.Value.grad = null;
            AddGradient(number);
            return Recurrent(network).First().Value.grad!.clone();
        }

        void AddGradient(int number)
        {
            network.Random.MoveTo(number);
            using (WeightDropout.Apply(network.Body, network.Random))
                network.Backward(network.call(Batch(_rows)).sum());
        }
    }

    [TestMethod]
    public void Weights_are_restored_where_a_pass_fails()
    {
        using var scope = torch.NewDisposeScope();
        using var network = Build("gru", hasKernel: true);
        var before = Recurrent(network).First().Value.detach().clone();
        Assert.ThrowsExactly<InvalidDataException>(() =>
        {
            using var dropout = WeightDropout.Apply(network.Body, network.Random);
            Assert.AreNotEqual(0, Difference(Recurrent(network).First().Value, before));
            throw new InvalidDataException();
        });
        Assert.AreEqual(0, Difference(Recurrent(network).First().Value, before));
    }

    private static IEnumerable<TrainedWeight> Recurrent(SequenceNetwork network) =>
        network.Weights().Where(weight => weight.Name.Contains("weight_hh", StringComparison.Ordinal));

    private static SequenceNetwork Build(string cell, bool hasKernel)
    {
        RecurrentOptions options = cell switch
        {
            "lstm" => new LstmOptions(),
            "gru" => new GruOptions(),
            _ => new RnnOptions(),
        };
        (options.EmbeddingSize, options.HiddenSize, options.NumberOfLayers, options.Bidirectional) = (6, 16, 2, true);
        (options.WeightDropout, options.Pooling) = (Rate, SequencePooling.Mean);
        var network = Build(options, Input);
        network.train();
        if (!hasKernel)
            ((RecurrentBody)network.Body).Kernel = null;
        Assert.AreEqual(hasKernel, ((RecurrentBody)network.Body).Kernel is not null);
        return network;
    }
}
