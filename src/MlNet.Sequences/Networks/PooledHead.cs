using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>One answer for each sequence: a linear layer from its pooled states to the logits.</summary>
internal sealed class PooledHead : SequenceHead
{
    internal PooledHead(SequencePooling pooling, int width, int outputs, double dropout, NetworkRandom random)
        : base(nameof(PooledHead))
    {
        Pooling = pooling;
        Output = new OutputLayer(Sequences.Pooling.WidthOf(pooling, width), outputs, dropout, random);
        register_module(nameof(Output), Output.Module);
    }

    internal SequencePooling Pooling { get; }

    /// <summary>The linear layer that gives the logits.</summary>
    internal OutputLayer Output { get; }

    internal override HeadKind Kind => new(Output.Outputs);

    internal override IEnumerable<(string Name, Parameter Value)> Weights() => Output.Weights();

    /// <returns><c>[batch, outputs]</c>.</returns>
    public override torch.Tensor forward(SequenceBody body, SequenceBatch batch)
    {
        var pooled = body.Pool(batch, Pooling);                                                  // [batch, pooled]
        return !training && body.ScoresEachAlone(batch) ? Output.ForwardEach(pooled) : Output.Forward(pooled, training);
    }
}
