using TorchSharp;

namespace MlNet.Sequences;

/// <summary>What is done to gradients between the backward pass and the optimizer.</summary>
internal static class Gradients
{
    /// <summary>
    /// Divides the gradients of summed losses by the sum of the weights, and shortens all of them together to a norm of at most
    /// <paramref name="clippingNorm"/>: both in one pass, and without waiting for the device.
    /// </summary>
    internal static void Average(IReadOnlyList<TrainedWeight> weights, torch.Tensor totalWeight, double? clippingNorm)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        torch.Tensor[] gradients = [.. weights.Select(weight => weight.Value.grad).OfType<torch.Tensor>()];
        var scale = totalWeight.clamp_min(BatchLoss.LeastWeight).reciprocal();
        if (clippingNorm is { } limit)
        {
            var norm = torch.stack(gradients.Select(gradient => gradient.norm())).norm() * scale;
            scale *= (limit / (norm + 1e-6)).clamp_max(1); // 1e-6 as PyTorch's clip_grad_norm_ has it
        }

        foreach (var gradient in gradients)
            gradient.mul_(scale);
    }
}
