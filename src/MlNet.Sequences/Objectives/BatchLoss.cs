using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The losses of a batch, summed with the examples' weights: they are divided by the sum of the weights only after all batches of
/// a step, so that several small batches equal one large batch.
/// </summary>
/// <param name="Sum">A scalar, float32.</param>
/// <param name="Weights">The weights, including class weights, float32 <c>[batch]</c>.</param>
internal readonly record struct BatchLoss(torch.Tensor Sum, torch.Tensor Weights)
{
    // If all weights are 0, so are the loss and its gradient: the inverse of this is finite, that of float.Epsilon is not.
    internal const double LeastWeight = 1e-37;

    /// <param name="losses">float32 <c>[batch]</c>.</param>
    /// <param name="weights">float32 <c>[batch]</c>.</param>
    internal static BatchLoss Of(torch.Tensor losses, torch.Tensor weights) => new((losses * weights).sum(), weights);
}
