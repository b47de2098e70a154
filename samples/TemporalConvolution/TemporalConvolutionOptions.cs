using System.ComponentModel.DataAnnotations;
using MlNet.Sequences;
using Samples;
using TorchSharp;

[assembly: SequenceArchitecture(typeof(TemporalConvolutionOptions), "tcn")]

namespace Samples;

/// <summary>
/// The options of a temporal convolutional network: dilated causal convolutions in residual blocks (Bai et al. 2018).
/// </summary>
public sealed class TemporalConvolutionOptions : CustomSequenceOptions
{
    /// <summary>The number of features of each step in each block; 1 or more. Default: 64.</summary>
    [Range(1, 4096)]
    public int Channels { get; set; } = 64;

    /// <summary>The number of steps that a convolution reads; 2 or more. Default: 3.</summary>
    [Range(2, 64)]
    public int KernelSize { get; set; } = 3;

    /// <summary>The number of blocks, with the dilation doubling from one to the next; 1 or more. Default: 4.</summary>
    [Range(1, 16)]
    public int NumberOfBlocks { get; set; } = 4;

    /// <summary>The fraction of features that training drops after each convolution; from 0 to below 1. Default: 0.1.</summary>
    [Range(0, 0.99)]
    public double BlockDropout { get; set; } = 0.1;

    /// <inheritdoc/>
    protected override int StateSize => Channels;

    /// <inheritdoc/>
    protected override torch.nn.Module<torch.Tensor, torch.Tensor, torch.Tensor> CreateBody() => new TemporalConvolution(this);
}
