using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The losses of a batch, summed up by the examples' weights, and the sum of these weights: what is divided only once all batches of a step
/// are there, so that several small batches are one large batch.
/// </summary>
/// <param name="Sum">A scalar, float32.</param>
/// <param name="Weight">A scalar, float32.</param>
internal readonly record struct BatchLoss(torch.Tensor Sum, torch.Tensor Weight)
{
    // Where all weights are 0 so is the loss, and its gradient: the inverse of this is finite, that of float.Epsilon is not.
    internal const double LeastWeight = 1e-37;

    /// <param name="losses">float32 <c>[batch]</c>.</param>
    /// <param name="weights">float32 <c>[batch]</c>.</param>
    internal static BatchLoss Of(torch.Tensor losses, torch.Tensor weights) => new((losses * weights).sum(), weights.sum());

    /// <summary>The mean by weight, a scalar.</summary>
    internal torch.Tensor Mean() => Sum / Weight.clamp_min(LeastWeight);
}
