using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>Multi-head attention of all steps to all steps (Vaswani et al. 2017, section 3.2).</summary>
/// <param name="inProjection">The projection to queries, keys and values, concatenated; its owner is the layer.</param>
/// <param name="outProjection">The projection of the heads' results; its owner is the layer.</param>
/// <param name="heads">The number of heads.</param>
/// <param name="dropout">The fraction of the attention weights that training drops.</param>
/// <param name="random">The source of dropout.</param>
internal sealed class SelfAttention(
    Linear inProjection, Linear outProjection, int heads, double dropout, NetworkRandom random)
{
    /// <param name="steps"><c>[batch, time, hidden]</c>.</param>
    /// <param name="mask">0 for true steps and minus infinity for padding, <c>[batch, 1, 1, time]</c>.</param>
    /// <param name="rotary">The rotary embedding of the positions, or null.</param>
    /// <param name="training">Whether to apply dropout.</param>
    /// <returns><c>[batch, time, hidden]</c>.</returns>
    internal torch.Tensor Attend(torch.Tensor steps, torch.Tensor mask, RotaryEmbedding? rotary, bool training)
    {
        using var scope = torch.NewDisposeScope();
        long batch = steps.shape[0], time = steps.shape[1], hidden = steps.shape[2], width = hidden / heads;
        // [3, batch, heads, time, width]
        var projected = inProjection.call(steps).view(batch, time, 3, heads, width).permute(2, 0, 3, 1, 4);
        var values = projected[2];
        // queries and keys
        var rotated = rotary is null ? projected : rotary.Apply(projected.narrow(0, 0, 2));
        var (queries, keys) = (rotated[0], rotated[1]);
        var attended = training && dropout > 0
            ? AttendWithDropout(queries, keys, values, mask)
            // [batch, heads, time, width]
            : torch.nn.functional.scaled_dot_product_attention(queries, keys, values, mask);
        return outProjection.call(attended.transpose(1, 2).reshape(batch, time, hidden)).MoveToOuterDisposeScope();
    }

    // The fused kernel's dropout would draw from torch's global generator.
    private torch.Tensor AttendWithDropout(torch.Tensor queries, torch.Tensor keys, torch.Tensor values, torch.Tensor mask)
    {
        double scale = 1 / Math.Sqrt(queries.shape[^1]);
        // [batch, heads, time, time]
        var weights = Product(queries.Times(scale), keys.transpose(-2, -1)).Plus(mask).softmax(-1);
        return Product(weights * SharedDropout.Mask(weights.device, weights.shape, dropout, random), values);
    }

    // Like torch.matmul, whose failures TorchSharp 0.107 does not catch: without enough memory for the weights, it ends the
    // process.
    private static torch.Tensor Product(torch.Tensor left, torch.Tensor right) =>
        torch.bmm(left.flatten(0, 1), right.flatten(0, 1)).view(left.shape[0], left.shape[1], left.shape[2], right.shape[3]);
}
