using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Averages and clips gradients between the backward pass and the optimizer.</summary>
internal static class Gradients
{
    /// <summary>
    /// Divides the gradients of summed losses by the sum of the weights, and clips their joint norm to <paramref
    /// name="clippingNorm"/>: in one pass, and without waiting for the device.
    /// </summary>
    /// <param name="gradients">The gradients of all weights, changed in place.</param>
    /// <param name="totalWeight">The sum of the examples' weights.</param>
    /// <param name="clippingNorm">The maximum norm of all of them together, or null.</param>
    internal static void Average(IReadOnlyList<torch.Tensor> gradients, double totalWeight, double? clippingNorm)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        totalWeight = Math.Max(totalWeight, BatchLoss.LeastWeight);
        using Scalar factor = 1 / totalWeight;
        if (clippingNorm is not { } limit)
        {
            foreach (var gradient in gradients)
                gradient.mul_(factor);
            return;
        }

        var norm = gradients is [var only] ? only.norm() : torch.stack(gradients.Select(gradient => gradient.norm())).norm();
        // factor × min(1, limit / (factor × norm + 1e-6)), 1e-6 as in PyTorch's clip_grad_norm_.
        using Scalar greatest = limit;
        var scale = TensorArithmetic.Add(norm, 1e-6 * totalWeight).reciprocal_().mul_(greatest).clamp_max_(factor);
        foreach (var gradient in gradients)
            gradient.mul_(scale);
    }
}
