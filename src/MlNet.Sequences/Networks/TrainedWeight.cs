using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>A trainable weight.</summary>
/// <param name="Name">PyTorch's name for it.</param>
/// <param name="Value">Its values and, after a backward pass, their gradient.</param>
/// <param name="Part">The part of the network that it belongs to.</param>
internal sealed record TrainedWeight(string Name, Parameter Value, NetworkPart Part);
