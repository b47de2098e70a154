namespace MlNet.Sequences;

/// <summary>Options of an LSTM over segments of a window, as <see cref="GruForecastOptions"/>.</summary>
public sealed class LstmForecastOptions : SegmentForecastOptions
{
    private protected override SegmentArchitecture MakeSegments() => new SegmentLstmArchitecture();
}
