using System.ComponentModel.DataAnnotations;
using MlNet.Sequences;

[assembly: ModelPart(typeof(TransformerArchitecture), "transformer")]

namespace MlNet.Sequences;

/// <summary>
/// The saved settings of a Transformer encoder. <see cref="TransformerOptions"/> says what each means.
/// </summary>
internal sealed record TransformerArchitecture : NetworkArchitecture
{
    [Range(1, int.MaxValue)]
    public int HiddenSize { get; init; }

    [Range(1, MostLayers)]
    public int NumberOfLayers { get; init; }

    [Range(1, int.MaxValue)]
    public int NumberOfHeads { get; init; }

    [Range(1, int.MaxValue)]
    public int FeedForwardSize { get; init; }

    public PositionEncoding Positions { get; init; }

    [Range(1, int.MaxValue)]
    public int? MaximumLength { get; init; }

    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double StepDropout { get; init; }

    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double ResidualDropout { get; init; }

    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double AttentionDropout { get; init; }

    internal override int? LongestSequence => MaximumLength;

    internal override NetworkArchitecture FitTo(int longestSequence) =>
        Positions == PositionEncoding.Learned && MaximumLength is null
        ? this with { MaximumLength = Math.Max(1, longestSequence) }
        : this;

    internal override string EmbeddingOption => nameof(TransformerOptions.HiddenSize);

    internal override IReadOnlyList<string> ShapingSettings =>
        ["hiddenSize", "numberOfLayers", "numberOfHeads", "feedForwardSize", "positions", "maximumLength"];

    internal override int InputWidth => HiddenSize;

    internal override Int128 StateWidth => HiddenSize;

    private protected override WeightCount CountBody()
    {
        Int128 hidden = HiddenSize;
        var norm = new WeightCount(2 * hidden, 2);
        var layer = WeightCount.Linear(hidden, 3 * hidden) + WeightCount.Linear(hidden, hidden) + WeightCount.Linear(
            hidden, FeedForwardSize)
            + WeightCount.Linear(FeedForwardSize, hidden) + (2 * norm);
        var positions = Positions == PositionEncoding.Learned ? WeightCount.Table(MaximumLength ?? 0, hidden) : default;
        return positions + (NumberOfLayers * layer) + norm;
    }

    internal override SequenceBody BuildBody(InputLayer input, NetworkRandom random) => new TransformerBody(this, input, random);

    internal override void AddCrossViolations(OptionViolations violations)
    {
        AddHeadViolations(violations);
        if (MaximumLength is { } length && Positions != PositionEncoding.Learned)
            violations.Add(
                nameof(MaximumLength), $"must be null with any positions but Learned", $"{length} with {Positions}",
                $"set it to null: the other encodings accept any length");
    }

    private void AddHeadViolations(OptionViolations violations)
    {
        if (HiddenSize < 1 || NumberOfHeads < 1)
            return;
        if (HiddenSize % NumberOfHeads != 0)
            violations.Add(
                nameof(HiddenSize), $"must be a multiple of {nameof(NumberOfHeads):option}", $"{HiddenSize} and {NumberOfHeads}",
                $"change one of them, for example to 128 and 4");
        else if (Positions == PositionEncoding.Rotary && HiddenSize / NumberOfHeads % 2 != 0)
            violations.Add(
                nameof(HiddenSize), $"must be an even multiple of {nameof(NumberOfHeads):option} with Rotary positions",
                $"{HiddenSize} and {NumberOfHeads}",
                $"change one of them, or set other {nameof(Positions):option}");
    }
}
