using System.ComponentModel.DataAnnotations;
using MlNet.Sequences;

[assembly: ModelPart(typeof(BertArchitecture), "bert")]

namespace MlNet.Sequences;

/// <summary>
/// The saved settings of an encoder of BERT's family: BERT (Devlin et al. 2019), RoBERTa (Liu et al. 2019), DistilBERT (Sanh et
/// al. 2019), MiniLM (Wang et al. 2020). They differ in their sizes, their positions and their segments alone.
/// </summary>
internal sealed record BertArchitecture : NetworkArchitecture
{
    [Range(1, int.MaxValue)]
    public int HiddenSize { get; init; }

    [Range(1, MostLayers)]
    public int NumberOfLayers { get; init; }

    [Range(1, int.MaxValue)]
    public int NumberOfHeads { get; init; }

    [Range(1, int.MaxValue)]
    public int FeedForwardSize { get; init; }

    /// <summary>The learned positions, <see cref="PositionOffset"/> included.</summary>
    [Range(1, int.MaxValue)]
    public int NumberOfPositions { get; init; }

    /// <summary>The position of a sequence's first step: 0 in BERT, 2 in RoBERTa.</summary>
    [Range(0, int.MaxValue)]
    public int PositionOffset { get; init; }

    /// <summary>The learned vectors of segments: 2 in BERT, 1 in RoBERTa, 0 in DistilBERT.</summary>
    [Range(0, 1_000)]
    public int NumberOfSegments { get; init; }

    /// <summary>
    /// The key of the token that ends each text of a pair, after which the second segment begins; 0 if all steps are in the
    /// first.
    /// </summary>
    [Range(0, int.MaxValue)]
    public int SeparatorKey { get; init; }

    public BertActivation Activation { get; init; }

    /// <summary>What layer normalization adds to the variance.</summary>
    [Range(0.0, 1, MinimumIsExclusive = true)]
    public double NormEpsilon { get; init; } = 1e-12;

    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double StepDropout { get; init; }

    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double ResidualDropout { get; init; }

    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double AttentionDropout { get; init; }

    internal override int? LongestSequence => NumberOfPositions - PositionOffset;

    internal override string EmbeddingOption => nameof(HiddenSize);

    internal override IReadOnlyList<string> ShapingSettings =>
    [
        "hiddenSize", "numberOfLayers", "numberOfHeads", "feedForwardSize", "numberOfPositions", "positionOffset",
        "numberOfSegments", "separatorKey", "activation", "normEpsilon",
    ];

    internal override int InputWidth => HiddenSize;

    internal override Int128 StateWidth => HiddenSize;

    private protected override WeightCount CountBody()
    {
        Int128 hidden = HiddenSize;
        var norm = new WeightCount(2 * hidden, 2);
        var layer = WeightCount.Linear(hidden, 3 * hidden) + WeightCount.Linear(hidden, hidden)
            + WeightCount.Linear(hidden, FeedForwardSize) + WeightCount.Linear(FeedForwardSize, hidden) + (2 * norm);
        var segments = NumberOfSegments > 0 ? WeightCount.Table(NumberOfSegments, hidden) : default;
        return WeightCount.Table(NumberOfPositions, hidden) + segments + norm + (NumberOfLayers * layer);
    }

    internal override SequenceBody BuildBody(InputLayer input, NetworkRandom random) => new BertBody(this, input, random);

    internal override void AddCrossViolations(OptionViolations violations)
    {
        if (HiddenSize >= 1 && NumberOfHeads >= 1 && HiddenSize % NumberOfHeads != 0)
            violations.Add(
                nameof(HiddenSize), $"must be a multiple of {nameof(NumberOfHeads):option}", $"{HiddenSize} and {NumberOfHeads}",
                $"use the values of the encoder's config.json");
        if (PositionOffset >= NumberOfPositions)
            violations.Add(
                nameof(NumberOfPositions), $"must exceed {nameof(PositionOffset):option}",
                $"{NumberOfPositions} and {PositionOffset}", $"use the values of the encoder's config.json");
    }
}
