using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Rotary positions: the two halves of a head's features are the two coordinates of as many points, and each point is turned by its
/// position's angle (Su et al. 2021, equation 34, the pairs laid out in halves).
/// </summary>
internal sealed class Turns(torch.Tensor angles)
{
    private readonly torch.Tensor _cosines = torch.cat([angles.cos(), angles.cos()], -1);    // [batch or 1, 1, time, width]
    private readonly torch.Tensor _sines = torch.cat([-angles.sin(), angles.sin()], -1);     // [batch or 1, 1, time, width]

    /// <param name="heads"><c>[batch, heads, time, width]</c>.</param>
    /// <returns>The heads turned, in the same shape.</returns>
    internal torch.Tensor Apply(torch.Tensor heads) =>
        heads * _cosines + heads.roll([heads.shape[^1] / 2], [-1L]) * _sines;
}
