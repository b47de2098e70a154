using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// Options of a Transformer encoder over patches of a window (PatchTST; Nie et al. 2023, arXiv 2211.14730).
/// </summary>
public sealed class TransformerForecastOptions : ForecastOptions
{
    /// <summary>The number of steps of a patch; from 1 to 1048576. Default: 16.</summary>
    [Range(1, ForecastArchitecture.MostSteps)]
    public int PatchLength { get; set; } = 16;

    /// <summary>
    /// The number of steps from one patch to the next; from 1 to 1048576, and at most the patch's length. Default: 8.
    /// </summary>
    [Range(1, ForecastArchitecture.MostSteps)]
    public int PatchStride { get; set; } = 8;

    /// <summary>
    /// The width of the states, a multiple of <see cref="NumberOfHeads"/>; from 1 to 65536. Default: 64.
    /// </summary>
    [Range(1, 1 << 16)]
    public int HiddenSize { get; set; } = 64;

    /// <summary>The number of encoder layers; from 1 to 1000. Default: 2.</summary>
    [Range(1, 1_000)]
    public int NumberOfLayers { get; set; } = 2;

    /// <summary>The number of attention heads; from 1 to 65536. Default: 4.</summary>
    [Range(1, 1 << 16)]
    public int NumberOfHeads { get; set; } = 4;

    /// <summary>The width of the feed-forward layers; from 1 to 1048576. Default: 128.</summary>
    [Range(1, 1 << 20)]
    public int FeedForwardSize { get; set; } = 128;

    /// <summary>
    /// The fraction of features that training drops in each layer and before the last; from 0 to below 1. Default: 0.3.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double Dropout { get; set; } = 0.3;

    internal override (double Few, double Many) LearningRates => (0.002, 0.0005);

    private protected override ForecastArchitecture MakeNetwork() => new PatchArchitecture
    {
        PatchLength = PatchLength,
        PatchStride = PatchStride,
        HiddenSize = HiddenSize,
        NumberOfLayers = NumberOfLayers,
        NumberOfHeads = NumberOfHeads,
        FeedForwardSize = FeedForwardSize,
        Dropout = Dropout,
    };
}
