using TorchSharp;

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

    internal override OutputLayer Output { get; }

    internal override HeadKind Kind => new(Output.Outputs);

    /// <returns><c>[batch, outputs]</c>.</returns>
    public override torch.Tensor forward(SequenceBody body, SequenceBatch batch)
    {
        var pooled = body.Pool(batch, Pooling);                                                  // [batch, pooled]
        return !training && body.ScoresEachAlone(batch) ? Output.ForwardEach(pooled) : Output.Forward(pooled, training);
    }
}
