using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>Turns the states of a body into logits. The objective chooses it.</summary>
internal abstract class SequenceHead(string name) : torch.nn.Module<SequenceBody, SequenceBatch, torch.Tensor>(name)
{
    /// <summary>The head's name in the state dict.</summary>
    internal const string Name = "head";

    internal abstract HeadKind Kind { get; }

    /// <summary>The weights that are the head's own, under PyTorch's names, in a fixed order.</summary>
    internal abstract IEnumerable<(string Name, Parameter Value)> Weights();

    /// <summary>
    /// Continues a backward pass from the answers of the last batch in training, where torch's pass ended because the head
    /// computed them outside torch's graph.
    /// </summary>
    internal virtual void ContinueBackward()
    {
    }
}
