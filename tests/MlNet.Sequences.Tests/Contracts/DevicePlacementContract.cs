using TorchSharp;

namespace MlNet.Sequences.Tests;

/// <summary>
/// Where the tensors of a network, its batches and its training lie, and that they hold the CPU's numbers there.
/// </summary>
public abstract class DevicePlacementContract
{
    private static readonly SequenceInput Tokens = new(Toy.Vocabulary, Channels: 0),
    Numbers = new(VocabularySize: 0, Channels: 3);

    private readonly string _name;

    private protected DevicePlacementContract(string device) => _name = device;

    public static IEnumerable<string> Networks => DeviceNetworks.Names;

    // Not in a field: the native engine is loaded by the test, not by its class.
    private torch.Device Device => DeviceChoice.Resolve(_name, gpuDeviceId: null, fallbackToCpu: false);

    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DynamicData(nameof(Networks))]
    public void Logits_loss_and_gradients_of_a_batch_are_those_of_the_CPU(string network)
    {
        foreach (var input in new[] { Tokens, Numbers })
        {
            var expected = Pass(network, input, torch.CPU);
            var actual = Pass(network, input, Device);
            CollectionAssert.AreEqual(
                expected.Select(values => values.Name).ToArray(), actual.Select(values => values.Name).ToArray());
            foreach (var ((name, theirs), (_, ours)) in expected.Zip(actual))
            {
                // A norm over embeddings that begin small makes large gradients, so the tolerance goes by the greatest.
                float tolerance = 1e-4f * Math.Max(1, theirs.Max(Math.Abs));
                for (int i = 0; i < theirs.Length; i++)
                    Assert.AreEqual(theirs[i], ours[i], tolerance, $"{name}, element {i}");
            }
        }
    }

    [TestMethod(UnfoldingStrategy = TestDataSourceUnfoldingStrategy.Fold)]
    [DataRow(SequenceOptimizer.Adam)]
    [DataRow(SequenceOptimizer.Sgd)]
    public void Weights_batches_and_all_that_training_keeps_lie_on_the_device(SequenceOptimizer optimizer)
    {
        foreach (string name in DeviceNetworks.Architectures)
        {
            using var scope = torch.NewDisposeScope();
            var options = DeviceNetworks.Options(name);
            (options.Optimizer, options.WeightAverageDecay) = (optimizer, 0.9);
            using var network = Build(options, Tokens, Device);
            using var state = new TrainingState(network, new BinaryObjective(), options, validationLabels: 10);
            using var step = new TrainingStep(
                network, new BinaryObjective(), state, options, TrainingPrecision.Float32, Device,
                _ => Assert.Fail());
            var batch = SequenceBatch.Create(Rows(Tokens), [0, 1, 2, 3], Device, new StepDropout(0.3, 7));
            step.Add(batch, number: 0);
            foreach (var (weight, value, _) in network.Weights())
                AssertHere(value.grad!, $"{name}: the gradient of {weight}");
            foreach (var value in new[]
            {
                batch.Steps, batch.Lengths, batch.Positions!, batch.DistinctTokens, batch.Places, batch.Targets, batch.Weights,
                batch.MeanWeights, batch.AttentionMask,
            })
                AssertHere(value, $"{name}: a tensor of the batch");
            AssertHere(network.call(batch), $"{name}: logits");
            step.Apply(_ => 0.01);
            foreach (var (what, value) in state.Tensors())
                AssertHere(value, $"{name}: {what}");
        }
    }

    private void AssertHere(torch.Tensor tensor, string what) => Assert.AreEqual(Device.type, tensor.device_type, what);

    // Training's logits, loss and gradients, and scoring's logits.
    private static List<(string Name, float[] Values)> Pass(string name, SequenceInput input, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        using var network = Build(DeviceNetworks.Options(name), input, device);
        var rows = Rows(input);
        using var batch = SequenceBatch.Create(rows, [.. Enumerable.Range(0, rows.Count)], device);
        var logits = network.call(batch); // [batch, 1]
        var loss = new BinaryObjective().Loss(logits, batch.Targets, batch.Weights);
        network.Backward(loss.Sum);
        List<(string, float[])> values = [
            ("logits", Values(logits)), ("loss", Values(loss.Sum)), ("weights", Values(loss.Weights))];
        values.AddRange(network.Weights().Select(weight => ($"gradient of {weight.Name}", Values(weight.Value.grad!))));

        network.eval();
        float[] scored = new float[rows.Count];
        LogitScorer.Score(network, rows, device, scored);
        values.Add(("scores", scored));
        return values;
    }

    private static SequenceNetwork Build(SequenceTrainerOptions options, SequenceInput input, torch.Device device)
    {
        var network = NetworkBuilder.Build(options.Architecture.FitTo(40), input, head: new(1), seed: 1);
        network.to(device);
        network.train();
        return network;
    }

    // Of lengths on both sides of the multiples that batches are padded to, and an empty one.
    private static SequenceBuffer Rows(SequenceInput input)
    {
        var rows = new SequenceBuffer(input);
        var random = new Random(1);
        int[] lengths = [5, 0, 8, 1, 33, 17, 40];
        for (int i = 0; i < lengths.Length; i++)
        {
            if (input.IsTokens)
            {
                foreach (ref int token in rows.AppendTokens(lengths[i]))
                    token = random.Next(1, Toy.Vocabulary + 1);
            }
            else
            {
                foreach (ref float value in rows.AppendValues(lengths[i] * input.Channels))
                    value = random.NextSingle() - 0.5f;
            }

            rows.EndSequence(target: i % 2, weight: 0.25f + i);
        }

        return rows;
    }

    private static float[] Values(torch.Tensor tensor) =>
        tensor.detach().cpu().to(torch.float32).contiguous().flatten().data<float>().ToArray();
}
