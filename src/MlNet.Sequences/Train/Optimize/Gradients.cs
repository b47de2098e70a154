using TorchSharp;

namespace MlNet.Sequences;

/// <summary>What is done to gradients between the backward pass and the optimizer.</summary>
internal static class Gradients
{
    /// <summary>
    /// Divides the gradients of summed losses by the sum of the weights, and shortens all of them together to a norm of at most
    /// <paramref name="clippingNorm"/>: both in one pass, and without waiting for the device.
    /// </summary>
    /// <param name="gradients">The gradients of all weights, changed in place.</param>
    /// <param name="totalWeight">The sum of the examples' weights.</param>
    /// <param name="clippingNorm">The greatest norm of all of them together, or null.</param>
    internal static void Average(IReadOnlyList<torch.Tensor> gradients, double totalWeight, double? clippingNorm)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        totalWeight = Math.Max(totalWeight, BatchLoss.LeastWeight);
        using Scalar share = 1 / totalWeight;
        if (clippingNorm is not { } limit)
        {
            foreach (var gradient in gradients)
                gradient.mul_(share);
            return;
        }

        var norm = gradients is [var only] ? only.norm() : torch.stack(gradients.Select(gradient => gradient.norm())).norm();
        // share × min(1, limit / (share × norm + 1e-6)), 1e-6 as PyTorch's clip_grad_norm_ has it.
        using Scalar greatest = limit;
        var scale = TensorArithmetic.Add(norm, 1e-6 * totalWeight).reciprocal_().mul_(greatest).clamp_max_(share);
        foreach (var gradient in gradients)
            gradient.mul_(scale);
    }
}
