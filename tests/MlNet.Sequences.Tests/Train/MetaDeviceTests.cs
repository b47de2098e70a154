using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences.Tests;

/// <summary>
/// A step of training on torch's meta device, whose tensors have a shape and no numbers. It refuses what a GPU would wait for, a number
/// that is read back (<c>item()</c>, a copy to the CPU), and what a GPU would refuse, a tensor of another device.
/// </summary>
/// <remarks>
/// The network is a double and some losses are missing, because libtorch has neither recurrent layers nor lookups nor those losses for this
/// device. The gradients' average, clipping, the optimizers, the weights' average and the sums of losses are the library's.
/// </remarks>
[TestClass]
[DoNotParallelize]
public sealed class MetaDeviceTests
{
    [TestInitialize]
    public void Load() => SequencesRuntime.Load();

    [TestMethod]
    [DataRow(SequenceOptimizer.Adam)]
    [DataRow(SequenceOptimizer.AdamW)]
    [DataRow(SequenceOptimizer.Sgd)]
    public void A_step_reads_no_number_back_and_meets_no_other_device(SequenceOptimizer optimizer)
    {
        Objective[] objectives =
        [
            new MulticlassObjective { Labels = new LabelKeys("UInt32", 3, null), LabelSmoothing = 0.1 },
            new RegressionObjective { LossFunction = RegressionLoss.Squared },
        ];
        foreach (var objective in objectives)
        {
            using var scope = torch.NewDisposeScope();
            var options = Toy.Options;
            (options.Optimizer, options.WeightDecay, options.WeightAverageDecay, options.GradientClippingNorm) = (optimizer, 0.1, 0.9, 1);
            using var network = new ScaledLabels(objective.Outputs);
            using var state = new TrainingState(network, objective, options, validationRows: 10);
            using var step = new TrainingStep(network, objective, state, options.GradientClippingNorm, torch.META);
            using var batch = Batch();
            step.Add(batch, number: 0);
            step.Add(batch, number: 1);
            step.Apply(_ => 0.01);
            foreach (var (name, value) in state.Tensors())
                Assert.AreEqual(DeviceType.META, value.device_type, name);
        }
    }

    [TestMethod]
    public void The_device_refuses_to_tell_a_number()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Throws<Exception>(() => torch.ones(1, device: torch.META).item<float>());
        Assert.Throws<Exception>(() => torch.ones(1, device: torch.META).cpu());
        Assert.Throws<Exception>(() => torch.ones(2, device: torch.META).add(torch.ones(2)));
    }

    private static SequenceBatch Batch()
    {
        var rows = new SequenceBuffer(new SequenceInput(Toy.Vocabulary, Channels: 0));
        for (int i = 0; i < 3; i++)
            rows.EndSequence(label: i % 2, weight: 0.5f + i);
        return SequenceBatch.Create(rows, [0, 1, 2], torch.META);
    }

    /// <summary>The labels times a weight for each output.</summary>
    private sealed class ScaledLabels : SequenceNetwork
    {
        private readonly Parameter _weight;

        internal ScaledLabels(int outputs)
            : base(nameof(ScaledLabels), new NetworkRandom(1))
        {
            _weight = torch.nn.Parameter(torch.ones(outputs, device: torch.META));
            register_parameter("head", _weight);
        }

        internal override double StepDropout => 0;

        public override torch.Tensor forward(SequenceBatch batch) => batch.Labels.unsqueeze(1) * _weight; // [batch, outputs]
    }
}
