using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Attention and feed-forward, each behind a layer normalisation and added to its input ("pre-norm": Xiong et al. 2020, figure 1b).
/// </summary>
internal sealed class EncoderLayer : torch.nn.Module<torch.Tensor, torch.Tensor, Turns?, torch.Tensor>
{
    private readonly TransformerArchitecture _settings;
    private readonly NetworkRandom _random;
    private readonly LayerNorm _norm1, _norm2;
    private readonly Linear _inProjection, _outProjection, _linear1, _linear2;

    internal EncoderLayer(TransformerArchitecture settings, NetworkRandom random)
        : base(nameof(EncoderLayer))
    {
        (_settings, _random) = (settings, random);
        int hidden = settings.HiddenSize;
        register_module("in_proj", _inProjection = MakeLinear(hidden, 3 * hidden));
        register_module("out_proj", _outProjection = MakeLinear(hidden, hidden));
        register_module("linear1", _linear1 = MakeLinear(hidden, settings.FeedForwardSize));
        register_module("linear2", _linear2 = MakeLinear(settings.FeedForwardSize, hidden));
        register_module("norm1", _norm1 = torch.nn.LayerNorm(hidden));
        register_module("norm2", _norm2 = torch.nn.LayerNorm(hidden));
    }

    /// <param name="steps"><c>[batch, time, hidden]</c>.</param>
    /// <param name="mask">0 for true steps and minus infinity for padding, <c>[batch, 1, 1, time]</c>.</param>
    /// <param name="turns">The angles of rotary positions, or null.</param>
    /// <returns><c>[batch, time, hidden]</c>; what it holds at padded steps is without meaning.</returns>
    public override torch.Tensor forward(torch.Tensor steps, torch.Tensor mask, Turns? turns)
    {
        // What is in between need not live until the last layer is done: in scoring that would be most of the memory.
        using var scope = torch.NewDisposeScope();
        steps = steps.Plus(Drop(Attend(_norm1.call(steps), mask, turns)));
        var inner = torch.nn.functional.gelu(_linear1.call(_norm2.call(steps)));   // [batch, time, feed-forward]
        return steps.Plus(Drop(_linear2.call(inner))).MoveToOuterDisposeScope();
    }

    /// <summary>The same in a graph, without dropout.</summary>
    internal GraphValue WriteTo(TransformerGraph transformer, string name, GraphValue steps, GraphTurns? turns)
    {
        var graph = transformer.Graph;
        var projected = transformer.Linear(transformer.Normalize(steps, $"{name}.norm1", _norm1), $"{name}.in_proj", _inProjection);
        var attended = transformer.Attend(projected, _settings.NumberOfHeads, _settings.HiddenSize, turns);
        steps = graph.Call("Add", steps, transformer.Linear(attended, $"{name}.out_proj", _outProjection));
        var inner = transformer.Linear(transformer.Normalize(steps, $"{name}.norm2", _norm2), $"{name}.linear1", _linear1);
        return graph.Call("Add", steps, transformer.Linear(transformer.Gelu(inner), $"{name}.linear2", _linear2));
    }

    private torch.Tensor Attend(torch.Tensor steps, torch.Tensor mask, Turns? turns)
    {
        using var scope = torch.NewDisposeScope();
        long batch = steps.shape[0], time = steps.shape[1], heads = _settings.NumberOfHeads, width = _settings.HiddenSize / heads;
        var projected = _inProjection.call(steps).view(batch, time, 3, heads, width).permute(2, 0, 3, 1, 4); // [3, batch, heads, time, width]
        var values = projected[2];
        var turned = turns is null ? projected : turns.Apply(projected.narrow(0, 0, 2));                     // queries and keys
        var (queries, keys) = (turned[0], turned[1]);
        var attended = training && _settings.AttentionDropout > 0
            ? AttendWithDropout(queries, keys, values, mask)
            : torch.nn.functional.scaled_dot_product_attention(queries, keys, values, mask);                 // [batch, heads, time, width]
        return _outProjection.call(attended.transpose(1, 2).reshape(batch, time, _settings.HiddenSize)).MoveToOuterDisposeScope();
    }

    // The fused kernel's dropout would draw from torch's global generator.
    private torch.Tensor AttendWithDropout(torch.Tensor queries, torch.Tensor keys, torch.Tensor values, torch.Tensor mask)
    {
        double rate = _settings.AttentionDropout, scale = 1 / Math.Sqrt(queries.shape[^1]);
        var weights = Product(queries.Times(scale), keys.transpose(-2, -1)).Plus(mask).softmax(-1);                 // [batch, heads, time, time]
        return Product(weights * SharedDropout.Mask(weights.device, weights.shape, rate, _random), values);
    }

    // As torch.matmul, whose failures TorchSharp 0.107 does not catch: where there is no memory for the weights, it ends the process.
    private static torch.Tensor Product(torch.Tensor left, torch.Tensor right) =>
        torch.bmm(left.flatten(0, 1), right.flatten(0, 1)).view(left.shape[0], left.shape[1], left.shape[2], right.shape[3]);

    // One mask for all time steps of a sequence, as in the embedding: [batch, 1, hidden].
    private torch.Tensor Drop(torch.Tensor block) => training && _settings.ResidualDropout > 0
        ? SharedDropout.Apply(block.transpose(0, 1), _settings.ResidualDropout, true, _random).transpose(0, 1)
        : block;

    // Glorot's uniform weights (Glorot and Bengio 2010, equation 16) and no bias, as torch's own attention begins.
    private Linear MakeLinear(int inputs, int outputs)
    {
        var linear = torch.nn.Linear(inputs, outputs);
        _random.FillUniform(linear.weight!, Math.Sqrt(6.0 / (inputs + outputs)));
        using (torch.no_grad())
            linear.bias!.zero_();
        return linear;
    }
}
