using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Turns the states of a body into logits. The objective chooses it.</summary>
internal abstract class SequenceHead(string name) : torch.nn.Module<SequenceBody, SequenceBatch, torch.Tensor>(name)
{
    /// <summary>The head's name in the state dict.</summary>
    internal const string Name = "head";

    /// <summary>The linear layer that computes the logits.</summary>
    internal abstract OutputLayer Output { get; }

    internal abstract HeadKind Kind { get; }

    /// <summary>The weights under PyTorch's names, in a fixed order.</summary>
    internal IEnumerable<(string Name, TorchSharp.Modules.Parameter Value)> Weights() =>
        Output.Module.named_parameters().Select(parameter => ($"{Name}.{parameter.name}", parameter.parameter));
}
