using TorchSharp;
using static TorchSharp.torch.nn;

namespace Samples;

/// <summary>
/// Two dilated convolutions that see no later step, each with ReLU and dropout, added to their input (figure 1b).
/// </summary>
internal sealed class CausalBlock : Module<torch.Tensor, torch.Tensor>
{
    private readonly Module<torch.Tensor, torch.Tensor> _one, _two, _dropout;

    internal CausalBlock(TemporalConvolutionOptions options, int dilation)
        : base(nameof(CausalBlock))
    {
        long padding = (options.KernelSize - 1) * dilation;
        _one = Conv1d(options.Channels, options.Channels, options.KernelSize, padding: padding, dilation: dilation);
        _two = Conv1d(options.Channels, options.Channels, options.KernelSize, padding: padding, dilation: dilation);
        _dropout = Dropout(options.BlockDropout);
        register_module("one", _one);
        register_module("two", _two);
        register_module("dropout", _dropout);
    }

    // [batch, channels, time]
    public override torch.Tensor forward(torch.Tensor steps)
    {
        var inner = Causal(_two, Causal(_one, steps));
        return functional.relu(inner.add(steps, One));
    }

    // TorchSharp's + would hand torch a number that may be freed during the call.
    private static readonly Scalar One = 1;

    // Padding is on both sides; the outputs that saw later steps are cut off.
    private torch.Tensor Causal(Module<torch.Tensor, torch.Tensor> convolution, torch.Tensor steps) =>
        _dropout.call(functional.relu(convolution.call(steps).narrow(2, 0, steps.shape[2])));
}
