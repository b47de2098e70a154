using System.ComponentModel.DataAnnotations;
using MlNet.Sequences;

[assembly: ModelPart(typeof(SegmentGruArchitecture), "segment-gru")]
[assembly: ModelPart(typeof(SegmentLstmArchitecture), "segment-lstm")]

namespace MlNet.Sequences;

/// <summary>The saved settings of a recurrent network over segments.</summary>
internal abstract record SegmentArchitecture : ForecastArchitecture
{
    [Range(1, MostSteps)]
    public int SegmentLength { get; init; }

    [Range(2, 1 << 16)]
    public int HiddenSize { get; init; }

    /// <summary>The gates of the cell.</summary>
    internal abstract int Gates { get; }

    /// <summary>The segments of a window; the first may be padded.</summary>
    internal int WindowSegments => ((WindowSize - 1) / SegmentLength) + 1;

    /// <summary>The segments of the horizon; the last may be cut.</summary>
    internal int HorizonSegments => ((Horizon - 1) / SegmentLength) + 1;

    /// <summary>The features of a segment's position, before those of the target.</summary>
    internal int PositionWidth => Targets == 1 ? HiddenSize : HiddenSize - (HiddenSize / 2);

    internal override void AddCrossViolations(OptionViolations violations)
    {
        base.AddCrossViolations(violations);
        if (SegmentLength > WindowSize)
            violations.Add(
                nameof(SegmentLength), $"must not be longer than the window, {nameof(WindowSize):option} ({WindowSize})",
                SegmentLength, $"shorten the segments, or lengthen the window");
    }

    private protected override WeightCount CountBody()
    {
        Int128 hidden = HiddenSize, segment = SegmentLength, gated = hidden * Gates;
        return WeightCount.Linear(segment, hidden) + WeightCount.Linear(hidden, gated) + WeightCount.Linear(hidden, gated)
            + WeightCount.Linear(hidden, segment * Values)
            + WeightCount.Table(HorizonSegments, PositionWidth)
            + (Targets == 1 ? default : WeightCount.Table(Targets, hidden - PositionWidth))
            + (Covariates == 0 ? default : new WeightCount(segment * Covariates * hidden, 1))
            + (KnownNumbers == 0 ? default : WeightCount.Linear(segment * KnownNumbers, hidden))
            + (StaticNumbers == 0 ? default : WeightCount.Linear(StaticNumbers, hidden));
    }
}

internal sealed record SegmentGruArchitecture : SegmentArchitecture
{
    internal override int Gates => 3;

    internal override SequenceBody BuildBody(InputLayer input, NetworkRandom random) => new SegmentBody(
        this, new GruSegments(HiddenSize), input, random);
}

internal sealed record SegmentLstmArchitecture : SegmentArchitecture
{
    internal override int Gates => 4;

    internal override SequenceBody BuildBody(InputLayer input, NetworkRandom random) => new SegmentBody(
        this, new LstmSegments(HiddenSize), input, random);
}
