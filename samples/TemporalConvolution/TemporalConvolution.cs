using TorchSharp;
using static TorchSharp.torch.nn;

namespace Samples;

/// <summary>The network: the vectors of the steps to the channels, and the blocks (Bai et al. 2018, section 3).</summary>
internal sealed class TemporalConvolution : Module<torch.Tensor, torch.Tensor, torch.Tensor>
{
    private readonly Module<torch.Tensor, torch.Tensor> _first;
    private readonly Module<torch.Tensor, torch.Tensor> _blocks;

    internal TemporalConvolution(TemporalConvolutionOptions options)
        : base(nameof(TemporalConvolution))
    {
        _first = Linear(options.EmbeddingSize, options.Channels);
        _blocks = Sequential(
            Enumerable.Range(0, options.NumberOfBlocks).Select(i => new CausalBlock(options, dilation: 1 << i)).ToArray());
        register_module("first", _first);
        register_module("blocks", _blocks);
    }

    public override torch.Tensor forward(torch.Tensor vectors, torch.Tensor isStep)
    {
        var steps = _first.call(vectors).transpose(1, 2);   // [batch, channels, time]
        return _blocks.call(steps).transpose(1, 2);         // [batch, time, channels]
    }
}
