using TorchSharp;

namespace MlNet.Sequences.Tests;

internal static class BatchLosses
{
    /// <summary>The mean by weight, a scalar, as a step of training takes it: 0 if all weights are 0.</summary>
    internal static torch.Tensor Mean(this BatchLoss loss) =>
        loss.Sum.Times(1 / Math.Max(loss.Weights.sum().item<float>(), BatchLoss.LeastWeight));
}
