using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>Gradients that are computed outside torch's graph.</summary>
internal static class ParameterGradient
{
    /// <summary>The gradient of a weight, to add to: zeros if it has none yet.</summary>
    internal static torch.Tensor Of(Parameter weight) => weight.grad ?? (weight.grad = torch.zeros_like(weight))!;
}
