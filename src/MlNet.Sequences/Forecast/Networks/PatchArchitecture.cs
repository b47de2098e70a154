using System.ComponentModel.DataAnnotations;
using MlNet.Sequences;

[assembly: ModelPart(typeof(PatchArchitecture), "patch-transformer")]

namespace MlNet.Sequences;

/// <summary>The saved settings of a Transformer encoder over patches of a window.</summary>
internal sealed record PatchArchitecture : ForecastArchitecture
{
    [Range(1, MostSteps)]
    public int PatchLength { get; init; }

    [Range(1, MostSteps)]
    public int PatchStride { get; init; }

    [Range(1, 1 << 16)]
    public int HiddenSize { get; init; }

    [Range(1, MostLayers)]
    public int NumberOfLayers { get; init; }

    [Range(1, 1 << 16)]
    public int NumberOfHeads { get; init; }

    [Range(1, 1 << 20)]
    public int FeedForwardSize { get; init; }

    /// <summary>The patches of a window; the last one ends with it, and the first may be padded.</summary>
    internal int Patches => WindowSize <= PatchLength ? 1 : ((WindowSize - PatchLength + PatchStride - 1) / PatchStride) + 1;

    /// <summary>The steps that the patches cover.</summary>
    internal int PaddedSteps => ((Patches - 1) * PatchStride) + PatchLength;

    /// <summary>The layers as those of a sequence's Transformer.</summary>
    internal TransformerArchitecture Encoder => new()
    {
        HiddenSize = HiddenSize,
        NumberOfLayers = NumberOfLayers,
        NumberOfHeads = NumberOfHeads,
        FeedForwardSize = FeedForwardSize,
        ResidualDropout = Dropout,
    };

    internal override void AddCrossViolations(OptionViolations violations)
    {
        base.AddCrossViolations(violations);
        Encoder.AddCrossViolations(violations);
        if (PatchStride > PatchLength)
            violations.Add(
                nameof(PatchStride), $"must not be longer than {nameof(PatchLength):option} ({PatchLength})", PatchStride,
                $"shorten it, so that no step is left out");
    }

    private protected override WeightCount CountBody()
    {
        Int128 hidden = HiddenSize, outputs = (Int128)Horizon * Values;
        var norm = new WeightCount(2 * hidden, 2);
        var layer = WeightCount.Linear(hidden, 3 * hidden) + WeightCount.Linear(hidden, hidden)
            + WeightCount.Linear(hidden, FeedForwardSize) + WeightCount.Linear(FeedForwardSize, hidden) + (2 * norm);
        return WeightCount.Linear(PatchLength, hidden) + WeightCount.Table(Patches, hidden) + (NumberOfLayers * layer) + norm
            + WeightCount.Linear(Patches * hidden, outputs)
            + (Covariates == 0 ? default : new WeightCount((Int128)PatchLength * Covariates * hidden, 1))
            + (KnownNumbers == 0 ? default : WeightCount.Linear(KnownNumbers, hidden) + WeightCount.Linear(hidden, Values))
            + (StaticNumbers == 0 ? default : WeightCount.Linear(StaticNumbers, hidden));
    }

    internal override SequenceBody BuildBody(InputLayer input, NetworkRandom random) => new PatchBody(this, input, random);
}
