using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Attention and feed-forward, each added to its input and followed by a layer normalization ("post-norm": Vaswani et al. 2017,
/// section 3.1).
/// </summary>
internal sealed class BertLayer : torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor>
{
    private readonly BertArchitecture _settings;
    private readonly SelfAttention _attention;
    private readonly NetworkRandom _random;

    internal BertLayer(BertArchitecture settings, NetworkRandom random)
        : base(nameof(BertLayer))
    {
        (_settings, _random) = (settings, random);
        int hidden = settings.HiddenSize;
        register_module("in_proj", InProjection = TransformerParts.Linear(random, hidden, 3 * hidden));
        register_module("out_proj", OutProjection = TransformerParts.Linear(random, hidden, hidden));
        register_module("norm1", Norm1 = torch.nn.LayerNorm(hidden, settings.NormEpsilon));
        register_module("linear1", Linear1 = TransformerParts.Linear(random, hidden, settings.FeedForwardSize));
        register_module("linear2", Linear2 = TransformerParts.Linear(random, settings.FeedForwardSize, hidden));
        register_module("norm2", Norm2 = torch.nn.LayerNorm(hidden, settings.NormEpsilon));
        _attention = new(InProjection, OutProjection, settings.NumberOfHeads, settings.AttentionDropout, random);
    }

    /// <summary>The projection to queries, keys and values, concatenated.</summary>
    internal Linear InProjection { get; }

    internal Linear OutProjection { get; }

    /// <summary>After attention.</summary>
    internal LayerNorm Norm1 { get; }

    internal Linear Linear1 { get; }

    internal Linear Linear2 { get; }

    /// <summary>After feed-forward.</summary>
    internal LayerNorm Norm2 { get; }

    /// <param name="steps"><c>[batch, time, hidden]</c>.</param>
    /// <param name="mask">0 for true steps and minus infinity for padding, <c>[batch, 1, 1, time]</c>.</param>
    /// <returns><c>[batch, time, hidden]</c>; values at padded steps are meaningless.</returns>
    public override torch.Tensor forward(torch.Tensor steps, torch.Tensor mask)
    {
        // Intermediate results are freed before the next layer: in scoring they would be most of the memory.
        using var scope = torch.NewDisposeScope();
        steps = Norm1.call(steps.Plus(Drop(_attention.Attend(steps, mask, rotary: null, training))));
        var inner = Activate(Linear1.call(steps));                            // [batch, time, feed-forward]
        return Norm2.call(steps.Plus(Drop(Linear2.call(inner)))).MoveToOuterDisposeScope();
    }

    private torch.Tensor Activate(torch.Tensor inner) => _settings.Activation switch
    {
        BertActivation.Relu => torch.nn.functional.relu(inner),
        BertActivation.GeluByTanh => GeluByTanh(inner),
        _ => torch.nn.functional.gelu(inner),
    };

    // TorchSharp's gelu has no approximation.
    private static torch.Tensor GeluByTanh(torch.Tensor x)
    {
        var argument = x.Plus((x.Squared() * x).Times(0.044715)).Times(Math.Sqrt(2 / Math.PI));
        return x.Times(0.5) * argument.tanh().Plus(1);
    }

    private torch.Tensor Drop(torch.Tensor block) =>
        TransformerParts.Drop(block, training ? _settings.ResidualDropout : 0, _random);
}
