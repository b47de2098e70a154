using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Attention and feed-forward, each preceded by a layer normalization and added to its input ("pre-norm": Xiong et al. 2020,
/// figure 1b).
/// </summary>
internal sealed class EncoderLayer : torch.nn.Module<torch.Tensor, torch.Tensor, RotaryEmbedding?, torch.Tensor>
{
    private readonly TransformerArchitecture _settings;
    private readonly NetworkRandom _random;

    internal EncoderLayer(TransformerArchitecture settings, NetworkRandom random)
        : base(nameof(EncoderLayer))
    {
        (_settings, _random) = (settings, random);
        int hidden = settings.HiddenSize;
        register_module("in_proj", InProjection = MakeLinear(hidden, 3 * hidden));
        register_module("out_proj", OutProjection = MakeLinear(hidden, hidden));
        register_module("linear1", Linear1 = MakeLinear(hidden, settings.FeedForwardSize));
        register_module("linear2", Linear2 = MakeLinear(settings.FeedForwardSize, hidden));
        register_module("norm1", Norm1 = torch.nn.LayerNorm(hidden));
        register_module("norm2", Norm2 = torch.nn.LayerNorm(hidden));
    }

    internal LayerNorm Norm1 { get; }

    internal LayerNorm Norm2 { get; }

    /// <summary>The projection to queries, keys and values, concatenated.</summary>
    internal Linear InProjection { get; }

    internal Linear OutProjection { get; }

    internal Linear Linear1 { get; }

    internal Linear Linear2 { get; }

    /// <param name="steps"><c>[batch, time, hidden]</c>.</param>
    /// <param name="mask">0 for true steps and minus infinity for padding, <c>[batch, 1, 1, time]</c>.</param>
    /// <param name="rotary">The rotary embedding of the positions, or null.</param>
    /// <returns><c>[batch, time, hidden]</c>; values at padded steps are meaningless.</returns>
    public override torch.Tensor forward(torch.Tensor steps, torch.Tensor mask, RotaryEmbedding? rotary)
    {
        // Intermediate results are freed before the next layer: in scoring they would be most of the memory.
        using var scope = torch.NewDisposeScope();
        steps = steps.Plus(Drop(Attend(Norm1.call(steps), mask, rotary)));
        var inner = torch.nn.functional.gelu(Linear1.call(Norm2.call(steps)));   // [batch, time, feed-forward]
        return steps.Plus(Drop(Linear2.call(inner))).MoveToOuterDisposeScope();
    }

    private torch.Tensor Attend(torch.Tensor steps, torch.Tensor mask, RotaryEmbedding? rotary)
    {
        using var scope = torch.NewDisposeScope();
        long batch = steps.shape[0], time = steps.shape[1], heads = _settings.NumberOfHeads, width = _settings.HiddenSize / heads;
        // [3, batch, heads, time, width]
        var projected = InProjection.call(steps).view(batch, time, 3, heads, width).permute(2, 0, 3, 1, 4);
        var values = projected[2];
        // queries and keys
        var rotated = rotary is null ? projected : rotary.Apply(projected.narrow(0, 0, 2));
        var (queries, keys) = (rotated[0], rotated[1]);
        var attended = training && _settings.AttentionDropout > 0
            ? AttendWithDropout(queries, keys, values, mask)
            // [batch, heads, time, width]
            : torch.nn.functional.scaled_dot_product_attention(queries, keys, values, mask);
        return OutProjection.call(attended.transpose(1, 2).reshape(batch, time, _settings.HiddenSize)).MoveToOuterDisposeScope();
    }

    // The fused kernel's dropout would draw from torch's global generator.
    private torch.Tensor AttendWithDropout(torch.Tensor queries, torch.Tensor keys, torch.Tensor values, torch.Tensor mask)
    {
        double rate = _settings.AttentionDropout, scale = 1 / Math.Sqrt(queries.shape[^1]);
        // [batch, heads, time, time]
        var weights = Product(queries.Times(scale), keys.transpose(-2, -1)).Plus(mask).softmax(-1);
        return Product(weights * SharedDropout.Mask(weights.device, weights.shape, rate, _random), values);
    }

    // Like torch.matmul, whose failures TorchSharp 0.107 does not catch: without enough memory for the weights, it ends the
    // process.
    private static torch.Tensor Product(torch.Tensor left, torch.Tensor right) =>
        torch.bmm(left.flatten(0, 1), right.flatten(0, 1)).view(left.shape[0], left.shape[1], left.shape[2], right.shape[3]);

    // One mask for all time steps of a sequence, as in the embedding: [batch, 1, hidden].
    private torch.Tensor Drop(torch.Tensor block) => training && _settings.ResidualDropout > 0
        ? SharedDropout.Apply(block.transpose(0, 1), _settings.ResidualDropout, true, _random).transpose(0, 1)
        : block;

    // Glorot's uniform weights (Glorot and Bengio 2010, equation 16) and no bias, as in torch's own attention.
    private Linear MakeLinear(int inputs, int outputs)
    {
        var linear = torch.nn.Linear(inputs, outputs);
        _random.FillUniform(linear.weight!, Math.Sqrt(6.0 / (inputs + outputs)));
        using (torch.no_grad())
            linear.bias!.zero_();
        return linear;
    }
}
