using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>Adversarial and virtual adversarial steps: the moves of the vectors, and the gradients that they add.</summary>
[TestClass]
public sealed class AdversarialPassesTests
{
    private const double Norm = 0.7, Weight = 0.4;

    private static readonly int[] Lengths = [4, 7, 1];

    private readonly SequenceBuffer _rows = Rows();

    public static IEnumerable<string> Networks => ["lstm", "gru, both directions, two layers", "transformer"];

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void The_move_has_the_norm_and_the_direction_in_which_the_loss_rises_most(string network)
    {
        using var scope = torch.NewDisposeScope();
        using var passes = new Passes(network, AdversarialTraining.Adversarial, _rows);
        passes.Add();
        Assert.HasCount(2, passes.Moves);
        Assert.AreEqual(0, passes.Moves[0]!.abs().max().item<float>());
        passes.AssertMove(passes.Moves[1]!, Norm, passes.SlopeAt(passes.Moves[0]!, passes.Loss));

        double clean = passes.Loss(passes.Logits(null)).item<float>(),
            worst = passes.Loss(passes.Logits(passes.Moves[1])).item<float>();
        Assert.IsGreaterThan(clean, worst);
        using var generator = new torch.Generator(3, torch.CPU);
        for (int i = 0; i < 5; i++)
        {
            var other = passes.Scaled(torch.rand(passes.Moves[1]!.shape, generator: generator).Minus(0.5), Norm);
            Assert.IsGreaterThan(passes.Loss(passes.Logits(other)).item<float>(), worst, $"random direction {i}");
        }
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void The_gradients_are_those_of_both_losses(string network)
    {
        using var scope = torch.NewDisposeScope();
        using var passes = new Passes(network, AdversarialTraining.Adversarial, _rows);
        var loss = passes.Add();
        Assert.AreEqual(passes.Loss(passes.Logits(null)).item<float>(), loss.Sum.item<float>(), 1e-6, "the loss without a move");
        var move = passes.Moves[1]!;
        passes.AssertGradients(() => passes.Loss(passes.Logits(null)).Plus(passes.Loss(passes.Logits(move)).Times(Weight)));
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void The_virtual_move_has_the_norm_and_the_direction_in_which_the_divergence_rises_most(string network)
    {
        using var scope = torch.NewDisposeScope();
        using var passes = new Passes(network, AdversarialTraining.VirtualAdversarial, _rows);
        passes.Add();
        Assert.HasCount(3, passes.Moves);
        Assert.IsNull(passes.Moves[0]);
        passes.AssertMove(passes.Moves[1]!, 0.1, direction: null);
        // The divergence of one logit rises with the logit where the random move raised it, and else falls. It is itself too
        // small for differences.
        var sign = (passes.Results[1] - passes.Results[0]).sign();
        passes.AssertMove(passes.Moves[2]!, Norm, passes.SlopeAt(passes.Moves[1]!, logits => (logits * sign).sum()));
    }

    [TestMethod]
    [DynamicData(nameof(Networks))]
    public void The_virtual_loss_counts_every_row_alike_and_the_expected_prediction_is_a_constant(string network)
    {
        using var scope = torch.NewDisposeScope();
        using var passes = new Passes(network, AdversarialTraining.VirtualAdversarial, _rows);
        passes.Add();
        var move = passes.Moves[2]!;
        var expected = passes.Logits(null).detach();
        double weight = _rows.Count == 3 ? 0.5 + 0 + 2 : double.NaN;
        passes.AssertGradients(() => passes.Loss(passes.Logits(null)).Plus(
            Divergence(expected, passes.Logits(move)).sum().Times(Weight * weight / 3)));
    }

    [TestMethod]
    public void Divergences_are_those_of_the_predicted_probabilities()
    {
        using var scope = torch.NewDisposeScope();
        double[] p = [0.2, 0.5, 0.3], q = [0.6, 0.1, 0.3];
        var classes = new MulticlassObjective { Labels = new LabelKeys("UInt32", 3, null) };
        double expected = p.Zip(q).Sum(pair => pair.First * Math.Log(pair.First / pair.Second));
        Assert.AreEqual(expected, classes.Divergence(LogsOf(p), LogsOf(q)).item<float>(), 1e-6);
        Assert.AreEqual(0, classes.Divergence(LogsOf(p), LogsOf(p)).item<float>(), 1e-6);

        var binary = new BinaryObjective { LabelSmoothing = 0.2 };
        double of = (0.2 * Math.Log(0.2 / 0.6)) + (0.8 * Math.Log(0.8 / 0.4));
        var divergence = binary.Divergence(LogitOf(0.2), LogitOf(0.6));
        CollectionAssert.AreEqual(new long[] { 1 }, divergence.shape);
        Assert.AreEqual(of, divergence.item<float>(), 1e-6);

        static torch.Tensor LogsOf(double[] values) => torch.tensor(values.Select(v => (float)Math.Log(v)).ToArray()).view(1, -1);

        static torch.Tensor LogitOf(double value) => torch.tensor((float)Math.Log(value / (1 - value))).view(1, 1);
    }

    [TestMethod]
    public void Passes_of_a_step_have_the_same_dropout_and_each_batch_its_own()
    {
        using var scope = torch.NewDisposeScope();
        foreach (string name in Networks)
        {
            using var passes = new Passes(name, AdversarialTraining.VirtualAdversarial, _rows, dropout: 0.5, norm: 1e-9);
            passes.Add();
            float[] clean = [.. passes.Results[0].data<float>()], moved = [.. passes.Results[2].data<float>()];
            for (int i = 0; i < clean.Length; i++)
                Assert.AreEqual(clean[i], moved[i], 1e-5f, name);
            passes.Add(number: 1);
            Assert.IsGreaterThan(1e-5f, passes.Results[3].sub(passes.Results[0]).abs().max().item<float>(), name);
        }
    }

    [TestMethod]
    [DataRow(AdversarialTraining.Adversarial)]
    [DataRow(AdversarialTraining.VirtualAdversarial)]
    public void Frozen_weights_stay_frozen_and_get_no_gradient(AdversarialTraining kind)
    {
        using var scope = torch.NewDisposeScope();
        using var passes = new Passes("lstm", kind, _rows);
        foreach (var weight in passes.Network.Weights().Where(weight => weight.Part != NetworkPart.Head))
            weight.Value.requires_grad_(false);
        passes.Add();
        Assert.IsGreaterThan(0, passes.Moves[^1]!.abs().max().item<float>());
        foreach (var weight in passes.Network.Weights())
        {
            Assert.AreEqual(weight.Part == NetworkPart.Head, weight.Value.requires_grad, weight.Name);
            Assert.AreEqual(weight.Part == NetworkPart.Head, weight.Value.grad is not null, weight.Name);
        }
    }

    private static torch.Tensor Divergence(torch.Tensor expected, torch.Tensor logits)
    {
        torch.Tensor p = expected.sigmoid(), q = logits.sigmoid();
        torch.Tensor notP = p.neg().Plus(1), notQ = q.neg().Plus(1);
        return (p * (p / q).log()) + (notP * (notP / notQ).log());
    }

    private static SequenceBuffer Rows()
    {
        var rows = new SequenceBuffer(new SequenceInput(Toy.Vocabulary, Channels: 0));
        var random = new Random(1);
        for (int i = 0; i < Lengths.Length; i++)
        {
            foreach (ref int token in rows.AppendTokens(Lengths[i]))
                token = random.Next(1, Toy.Vocabulary + 1);
            rows.EndSequence(target: i % 2, weight: i switch { 0 => 0.5f, 1 => 0, _ => 2 });
        }

        return rows;
    }

    /// <summary>The passes of a batch, with what was added to the vectors in each.</summary>
    private sealed class Passes : IDisposable
    {
        private readonly AdversarialPasses _passes;
        private readonly SequenceBatch _batch;
        private readonly Objective _objective = new BinaryObjective();

        internal Passes(string network, AdversarialTraining kind, SequenceBuffer rows, double dropout = 0, double norm = Norm)
        {
            var options = DeviceNetworks.Options(network);
            (options.AdversarialTraining, options.AdversarialNorm, options.AdversarialWeight) = (kind, norm, Weight);
            if (options is RecurrentOptions recurrent)
                (recurrent.EmbeddingDropout, recurrent.HeadDropout, recurrent.Pooling) = (dropout, dropout, SequencePooling.Mean);
            else if (options is TransformerOptions transformer)
                (transformer.EmbeddingDropout, transformer.ResidualDropout) = (dropout, dropout);
            Network = NetworkBuilder.Build(
                options.Architecture, new SequenceInput(Toy.Vocabulary, Channels: 0), head: new(1), seed: 1);
            using (torch.no_grad())
                Network.Weights().First().Value.mul_(torch.tensor(10f)); // so that differences are above rounding
            Network.train();
            _batch = SequenceBatch.Create(rows, [0, 1, 2], torch.CPU);
            _passes = new(Network, _objective, options, batch =>
            {
                Moves.Add(Network.Body.Input.Perturbation?.detach().clone());
                var logits = Network.call(batch);
                Results.Add(logits.detach().clone());
                return logits;
            });
        }

        internal SequenceNetwork Network { get; }

        internal List<torch.Tensor?> Moves { get; } = [];

        internal List<torch.Tensor> Results { get; } = [];

        internal BatchLoss Add(int number = 0)
        {
            Network.Random.MoveTo(number);
            var loss = _passes.Add(_batch, _batch.Packed.Targets.Weights.Sum());
            Assert.IsNull(Network.Body.Input.Perturbation);
            return loss;
        }

        internal torch.Tensor Logits(torch.Tensor? move)
        {
            Network.Body.Input.Perturbation = move;
            var logits = Network.call(_batch);
            Network.Body.Input.Perturbation = null;
            return logits;
        }

        internal torch.Tensor Loss(torch.Tensor logits) => _objective.Loss(logits, _batch.Targets, _batch.Weights).Sum;

        /// <summary>The gradient of a loss with respect to a move, by torch and, in its layers, without our passes.</summary>
        internal torch.Tensor SlopeAt(torch.Tensor move, Func<torch.Tensor, torch.Tensor> loss)
        {
            float[] slopes = new float[move.numel()];
            const float Distance = 5e-3f;
            using var noGradient = torch.no_grad();
            var moved = move.clone();
            for (int i = 0; i < slopes.Length; i++)
            {
                moved.view(-1)[i].add_(Distance);
                float up = loss(Logits(moved)).item<float>();
                moved.view(-1)[i].sub_(2 * Distance);
                slopes[i] = (up - loss(Logits(moved)).item<float>()) / (2 * Distance);
                moved.view(-1)[i].add_(Distance);
            }

            return torch.tensor(slopes).view(move.shape);
        }

        /// <summary>Checks each sequence's move, in standard deviations of the features.</summary>
        internal void AssertMove(torch.Tensor move, double norm, torch.Tensor? direction)
        {
            var deviations = Network.Body.Input.Deviations(_batch);
            var expected = direction is null ? null : Scaled(direction * deviations, norm);
            for (int i = 0; i < Lengths.Length; i++)
            {
                var own = (move / deviations).narrow(1, i, 1);
                double length = own.norm().item<float>();
                Assert.AreEqual(0, own.narrow(0, Lengths[i], own.shape[0] - Lengths[i]).abs().sum().item<float>(), "padding");
                if (_batch.Packed.Targets.Weights[i] == 0 && Moves.Count == 2)
                {
                    Assert.AreEqual(0, length, "a row without weight has no loss to raise");
                    continue;
                }

                Assert.AreEqual(norm, length, 1e-4 * norm);
                if (expected is not null)
                    Assert.IsGreaterThan(
                        0.999, (own * (expected / deviations).narrow(1, i, 1)).sum().item<float>() / (norm * norm), $"row {i}");
            }
        }

        /// <summary>A direction in standard deviations, scaled for each sequence, in the unit of the vectors.</summary>
        internal torch.Tensor Scaled(torch.Tensor direction, double norm)
        {
            var scaled = direction.clone();
            for (int i = 0; i < Lengths.Length; i++)
            {
                var own = scaled.narrow(1, i, 1);
                own.narrow(0, Lengths[i], own.shape[0] - Lengths[i]).zero_();
                float length = own.norm().item<float>();
                if (length > 0)
                    own.mul_(torch.tensor((float)(norm / length)));
            }

            return scaled * Network.Body.Input.Deviations(_batch);
        }

        /// <summary>Compares the weights' gradients with central differences of a loss.</summary>
        internal void AssertGradients(Func<torch.Tensor> loss)
        {
            foreach (var weight in Network.Weights())
            {
                float[] gradient = [.. weight.Value.grad!.data<float>()];
                int at = Array.IndexOf(gradient, gradient.MaxBy(MathF.Abs));
                const float Distance = 1e-2f;
                using var noGradient = torch.no_grad();
                weight.Value.view(-1)[at].add_(Distance);
                float up = loss().item<float>();
                weight.Value.view(-1)[at].sub_(2 * Distance);
                float slope = (up - loss().item<float>()) / (2 * Distance);
                weight.Value.view(-1)[at].add_(Distance);
                Assert.AreEqual(gradient[at], slope, (2e-2f * MathF.Abs(gradient[at])) + 1e-3f, weight.Name);
            }
        }

        public void Dispose()
        {
            _batch.Dispose();
            Network.Dispose();
        }
    }
}
