using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>One answer for each step: a linear layer from its state to the logits.</summary>
internal sealed class StepHead : SequenceHead
{
    internal StepHead(int width, int outputs, double dropout, NetworkRandom random)
        : base(nameof(StepHead))
    {
        Output = new OutputLayer(width, outputs, dropout, random);
        register_module(nameof(Output), Output.Module);
    }

    /// <summary>The linear layer that gives the logits.</summary>
    internal OutputLayer Output { get; }

    internal override HeadKind Kind => new(Output.Outputs, IsPerStep: true);

    internal override IEnumerable<(string Name, Parameter Value)> Weights() => Output.Weights();

    /// <returns><c>[steps, outputs]</c>, of the true steps, sequence after sequence.</returns>
    public override torch.Tensor forward(SequenceBody body, SequenceBatch batch)
    {
        var states = body.Steps(batch);                                                          // [steps, width]
        return !training && body.ScoresEachAlone(batch) ? Output.ForwardEach(states) : Output.Forward(states, training);
    }
}
