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
    private readonly SelfAttention _attention;
    private readonly NetworkRandom _random;

    internal EncoderLayer(TransformerArchitecture settings, NetworkRandom random)
        : base(nameof(EncoderLayer))
    {
        (_settings, _random) = (settings, random);
        int hidden = settings.HiddenSize;
        register_module("in_proj", InProjection = TransformerParts.Linear(random, hidden, 3 * hidden));
        register_module("out_proj", OutProjection = TransformerParts.Linear(random, hidden, hidden));
        register_module("linear1", Linear1 = TransformerParts.Linear(random, hidden, settings.FeedForwardSize));
        register_module("linear2", Linear2 = TransformerParts.Linear(random, settings.FeedForwardSize, hidden));
        register_module("norm1", Norm1 = torch.nn.LayerNorm(hidden));
        register_module("norm2", Norm2 = torch.nn.LayerNorm(hidden));
        _attention = new(InProjection, OutProjection, settings.NumberOfHeads, settings.AttentionDropout, random);
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
        steps = steps.Plus(Drop(_attention.Attend(Norm1.call(steps), mask, rotary, training)));
        var inner = torch.nn.functional.gelu(Linear1.call(Norm2.call(steps)));   // [batch, time, feed-forward]
        return steps.Plus(Drop(Linear2.call(inner))).MoveToOuterDisposeScope();
    }

    private torch.Tensor Drop(torch.Tensor block) =>
        TransformerParts.Drop(block, training ? _settings.ResidualDropout : 0, _random);
}
