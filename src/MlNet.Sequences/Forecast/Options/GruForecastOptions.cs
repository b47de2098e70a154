namespace MlNet.Sequences;

/// <summary>Options of a GRU over segments of a window (SegRNN; Lin et al. 2023, arXiv 2308.11200).</summary>
public sealed class GruForecastOptions : SegmentForecastOptions
{
    private protected override SegmentArchitecture MakeSegments() => new SegmentGruArchitecture();
}
