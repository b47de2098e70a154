using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>A head without weights, which outputs the pooled states of each sequence.</summary>
internal sealed class StatesHead(SequencePooling pooling, int width) : SequenceHead(nameof(StatesHead))
{
    /// <exception cref="InvalidDataException">Pooled states have another number of features.</exception>
    internal static StatesHead Of(SequencePooling pooling, int width, int outputs) =>
        Pooling.WidthOf(pooling, width) == outputs ? new(pooling, width) : throw new InvalidDataException(
            $"A network's states have {Pooling.WidthOf(pooling, width)} features when pooled; received {outputs}. Restore " +
            $"the file.");

    internal override HeadKind Kind => new(Pooling.WidthOf(pooling, width), IsStates: true);

    internal override IEnumerable<(string Name, Parameter Value)> Weights() => [];

    /// <returns><c>[batch, pooled]</c>.</returns>
    public override torch.Tensor forward(SequenceBody body, SequenceBatch batch) => body.Pool(batch, pooling);
}
