using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>A trainable weight.</summary>
/// <param name="Name">PyTorch's name for it.</param>
/// <param name="Value">Its values and, after a backward pass, their gradient.</param>
/// <param name="Part">The part of the network that it belongs to.</param>
internal sealed record TrainedWeight(string Name, Parameter Value, NetworkPart Part)
{
    /// <summary>The layers above it, by which learning rates may fall; 0 in parts that have one rate.</summary>
    internal int Depth { get; init; }
}
