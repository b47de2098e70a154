using Microsoft.ML;
using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>A step: of one batch or of several, at one rate or at one for each part, and what the average makes of it.</summary>
[TestClass]
public sealed class TrainingStepTests
{
    private readonly SequenceBuffer _rows = Rows();

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow(SequenceOptimizer.Adam)]
    [DataRow(SequenceOptimizer.Sgd)]
    public void Several_batches_make_the_step_of_one_large_batch_whatever_their_weights(SequenceOptimizer optimizer)
    {
        var options = Toy.Options;
        options.Optimizer = optimizer;
        using var whole = new Trained(options);
        using var parts = new Trained(options);
        for (int step = 0; step < 3; step++)
        {
            whole.Add(_rows, [0, 1, 2, 3, 4, 5, 6], step);
            parts.Add(_rows, [3, 1], step);
            parts.Add(_rows, [0], step);
            parts.Add(_rows, [6, 5, 4, 2], step);
            whole.Step.Apply(_ => 0.1);
            parts.Step.Apply(_ => 0.1);
        }

        Assert.AreEqual(whole.Step.EpochLosses.Weight, parts.Step.EpochLosses.Weight, 1e-6);
        Assert.AreEqual(whole.Step.EpochLosses.Loss, parts.Step.EpochLosses.Loss, 1e-5);
        foreach (var (mine, its) in whole.State.Weights.Zip(parts.State.Weights))
            AssertClose(mine.Value, its.Value, 2e-5, mine.Name);
    }

    [TestMethod]
    [DataRow(3, 1)]
    [DataRow(1, 2)]
    public void A_batch_that_finds_no_memory_is_computed_in_parts_with_a_warning_and_makes_the_same_step(int limit, int batches)
    {
        using var whole = new Trained(Toy.Options);
        using var full = new Trained(Toy.Options, limit);
        for (int step = 0; step < 3; step++)
        {
            foreach (var trained in new[] { whole, full })
            {
                if (batches == 2)
                    trained.Add(_rows, [6], 10 + step);
                trained.Add(_rows, [0, 1, 2, 3, 4, 5], step);
                trained.Step.Apply(_ => 0.1);
            }
        }

        Assert.AreEqual(whole.Step.EpochLosses.Loss, full.Step.EpochLosses.Loss, 1e-4);
        Assert.AreEqual(whole.Step.EpochLosses.Weight, full.Step.EpochLosses.Weight, 1e-6);
        foreach (var (mine, its) in whole.State.Weights.Zip(full.State.Weights))
            AssertClose(mine.Value, its.Value, 2e-5, mine.Name);
        Assert.HasCount(limit == 3 ? 1 : 3, full.Warnings, "each halving, and never again");
        StringAssert.Contains(
            full.Warnings[0],
            "ran out of memory on a batch of 6 sequences of up to " + (batches == 1 ? 8 : 9) +
            " time steps: from now on each batch is computed in 2 parts");
    }

    [TestMethod]
    public void Where_the_memory_that_cuBLAS_wants_is_torchs_a_step_is_tried_once_more_as_it_is()
    {
        using var whole = new Trained(Toy.Options);
        using var full = new Trained(Toy.Options, limit: 6, failuresOutsideTorch: 1);
        foreach (var trained in new[] { whole, full })
            trained.Add(_rows, [0, 1, 2, 3, 4, 5], 0);
        Assert.AreEqual(whole.Losses(), full.Losses());
        Assert.IsEmpty(full.Warnings);

        using var fuller = new Trained(Toy.Options, limit: 6, failuresOutsideTorch: 2);
        fuller.Add(_rows, [0, 1, 2, 3, 4, 5], 0);
        Assert.HasCount(1, fuller.Warnings, "the second time it is divided");
    }

    [TestMethod]
    public void A_single_sequence_without_memory_is_an_error_that_says_what_to_do()
    {
        using var full = new Trained(Toy.Options, limit: 0);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => full.Add(_rows, [0, 1, 2], 0));
        StringAssert.Contains(error.Message, "a single sequence of up to 5 time steps. Truncate the sequences");
    }

    [TestMethod]
    public void Steps_in_bfloat16_are_those_of_float32_but_for_rounding_and_weights_stay_float32()
    {
        // The Transformer's layers are torch's, which autocast casts.
        var options = ToyTransformer.Options;
        using var exact = new Trained(options);
        options.Precision = TrainingPrecision.Bfloat16;
        using var rounded = new Trained(options);
        foreach (var trained in new[] { exact, rounded })
            trained.Add(_rows, [0, 1, 2, 3, 4, 5, 6], 0);
        var (loss, roundedLoss) = (exact.Losses(), rounded.Losses());
        Assert.AreNotEqual(loss, roundedLoss);
        Assert.AreEqual(loss, roundedLoss, 0.01 * loss);
        Assert.IsTrue(
            rounded.State.Weights.All(
                weight =>
                    weight.Value.dtype == torch.ScalarType.Float32 && weight.Value.grad!.dtype == torch.ScalarType.Float32));
    }

    [TestMethod]
    public void Each_part_moves_at_its_own_rate()
    {
        var options = Toy.Options;
        (options.Optimizer, options.Momentum, options.GradientClippingNorm) = (SequenceOptimizer.Sgd, 0, null);
        using var slow = new Trained(options);
        using var mixed = new Trained(options);
        float[][] before = [.. slow.State.Weights.Select(Values)];
        slow.Add(_rows, [0, 1, 2], 0);
        slow.Step.Apply(_ => 0.1);
        mixed.Add(_rows, [0, 1, 2], 0);
        mixed.Step.Apply(weight => weight.Part switch { NetworkPart.Embedding => 0, NetworkPart.Body => 0.1, _ => 0.3 });

        for (int i = 0; i < before.Length; i++)
        {
            var (name, _, part) = slow.State.Weights[i];
            double times = part switch { NetworkPart.Embedding => 0, NetworkPart.Body => 1, _ => 3 };
            float[] first = Values(slow.State.Weights[i]), second = Values(mixed.State.Weights[i]);
            for (int j = 0; j < first.Length; j++)
                Assert.AreEqual(times * (first[j] - before[i][j]), second[j] - before[i][j], 1e-6, $"{name}, element {j}");
        }
    }

    [TestMethod]
    public void The_average_follows_the_weights_and_stands_in_their_place_while_it_is_asked_to()
    {
        var options = Toy.Options;
        options.WeightAverageDecay = 0.5;
        using var trained = new Trained(options);
        var average = trained.State.Average!;
        double[] expected = [.. Values(trained.State.Weights[0]).Select(v => (double)v)];
        for (int step = 0; step < 20; step++)
        {
            trained.State.Position = trained.State.Position with { Step = step };
            trained.Add(_rows, [0, 1, 2, 3], step);
            trained.Step.Apply(_ => 0.05);
            double decay = Math.Min(0.5, (1.0 + step) / (10 + step));
            float[] weights = Values(trained.State.Weights[0]);
            for (int i = 0; i < expected.Length; i++)
                expected[i] = decay * expected[i] + (1 - decay) * weights[i];
        }

        float[] last = Values(trained.State.Weights[0]);
        using (average.InPlaceOfWeights())
        {
            float[] averaged = Values(trained.State.Weights[0]);
            for (int i = 0; i < expected.Length; i++)
                Assert.AreEqual(expected[i], averaged[i], 1e-6);
        }

        CollectionAssert.AreEqual(last, Values(trained.State.Weights[0]), "the weights are back");
        average.CopyToWeights();
        CollectionAssert.AreNotEqual(last, Values(trained.State.Weights[0]));
    }

    [TestMethod]
    public void A_model_with_an_average_scores_as_it_was_validated()
    {
        var mlContext = new MLContext(seed: 1);
        var (data, held) = (Toy.Tokens(mlContext, 200), Toy.Tokens(mlContext, 60, seed: 5));
        foreach (bool keepBest in new[] { true, false })
        {
            var options = Toy.Options;
            (options.NumberOfEpochs, options.WeightAverageDecay, options.KeepBestEpoch) = (3, 0.9, keepBest);
            options.NgramLength = 0; // epochs are the network's
            using var model = Toy.Trainer(mlContext, options).Fit(data, held);
            var metrics = mlContext.BinaryClassification.Evaluate(model.Transform(held));
            Assert.AreEqual(
                model.History.Epochs[model.History.KeptEpoch - 1].ValidationLoss!.Value, metrics.LogLoss * Math.Log(2), 1e-5);
        }
    }

    private static SequenceBuffer Rows()
    {
        var rows = new SequenceBuffer(new SequenceInput(Toy.Vocabulary, Channels: 0));
        var random = new Random(1);
        for (int i = 0; i < 7; i++)
        {
            foreach (ref int token in rows.AppendTokens(3 + i))
                token = random.Next(1, Toy.Vocabulary + 1);
            rows.EndSequence(target: i % 2, weight: 0.25f + i);
        }

        return rows;
    }

    private static float[] Values(TrainedWeight weight) => weight.Value.detach().data<float>().ToArray();

    private static void AssertClose(torch.Tensor expected, torch.Tensor actual, double tolerance, string what) =>
        Assert.IsTrue(
            (expected - actual).abs().max().item<float>() <= tolerance,
            $"{what}: {(expected - actual).abs().max().item<float>()}");

    private sealed class Trained : IDisposable
    {
        private readonly SequenceNetwork _network;

        internal Trained(SequenceTrainerOptions options, int? limit = null, int failuresOutsideTorch = 0)
        {
            _network = NetworkBuilder.Build(
                options.Architecture, new SequenceInput(Toy.Vocabulary, Channels: 0), head: new(1), seed: 1);
            if (limit is { } sequences)
                _network = new FullDevice(_network, sequences) { FailuresOutsideTorch = failuresOutsideTorch };
            _network.train();
            State = new TrainingState(_network, new BinaryObjective(), options, validationLabels: 0);
            Step = new TrainingStep(
                _network, new BinaryObjective(), State, options, options.Precision, torch.CPU,
                warning => Warnings.Add(warning.ToString()));
        }

        internal TrainingState State { get; }

        internal TrainingStep Step { get; }

        internal List<string> Warnings { get; } = [];

        internal void Add(SequenceBuffer rows, int[] batch, long number) =>
            Step.Add(
                SequenceBatch.Create(
                    rows, batch, torch.CPU, new StepDropout(_network.Body.StepDropout, _network.Random.SeedOf(number))), number);

        /// <summary>The losses of the batches that were added, after a step that changes nothing.</summary>
        internal double Losses()
        {
            var gradients = State.Weights.Select(weight => weight.Value.grad!.clone()).ToArray();
            Step.Apply(_ => 0);
            foreach (var (weight, gradient) in State.Weights.Zip(gradients))
                weight.Value.grad = gradient;
            return Step.EpochLosses.Loss;
        }

        public void Dispose()
        {
            Step.Dispose();
            State.Dispose();
            _network.Dispose();
        }
    }
}
