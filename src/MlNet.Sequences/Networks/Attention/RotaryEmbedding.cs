using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Rotary position embedding: the two halves of a head's features are the coordinates of points, and each point is rotated by its
/// position's angle (Su et al. 2021, equation 34, the pairs laid out in halves).
/// </summary>
internal sealed class RotaryEmbedding : IDisposable
{
    private readonly torch.Tensor _cosines, _sines; // [batch or 1, 1, time, width]

    /// <param name="angles"><c>[batch or 1, 1, time, width / 2]</c>.</param>
    internal RotaryEmbedding(torch.Tensor angles)
    {
        var (cosines, sines) = (angles.cos(), angles.sin());
        (_cosines, _sines) = (torch.cat([cosines, cosines], -1), torch.cat([-sines, sines], -1));
    }

    /// <summary>Removes the tensors from their dispose scope: only disposing frees them.</summary>
    internal RotaryEmbedding Detach()
    {
        _cosines.DetachFromDisposeScope();
        _sines.DetachFromDisposeScope();
        return this;
    }

    public void Dispose()
    {
        _cosines.Dispose();
        _sines.Dispose();
    }

    /// <param name="heads"><c>[…, batch, heads, time, width]</c>.</param>
    /// <returns>The rotated heads, in the same shape.</returns>
    internal torch.Tensor Apply(torch.Tensor heads) =>
        (heads * _cosines).Plus(heads.roll([heads.shape[^1] / 2], [-1L]) * _sines);
}
