using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>The options of the recurrent forecasters, which differ only in their cell.</summary>
public abstract class SegmentForecastOptions : ForecastOptions
{
    private protected SegmentForecastOptions()
    {
    }

    /// <summary>
    /// The number of steps that the network reads, and forecasts, at once; from 1 to 1048576, and at most the window. Best a
    /// divisor of the season, or the season itself. Default: 24.
    /// </summary>
    [Range(1, ForecastArchitecture.MostSteps)]
    public int SegmentLength { get; set; } = 24;

    /// <summary>The width of the hidden state; from 2 to 65536. Default: 128.</summary>
    [Range(2, 1 << 16)]
    public int HiddenSize { get; set; } = 128;

    /// <summary>
    /// The fraction of the last state's features that training drops; from 0 to below 1. Default: 0.3.
    /// </summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double Dropout { get; set; } = 0.3;

    internal sealed override (double Few, double Many) LearningRates => (0.003, 0.001);

    private protected sealed override ForecastArchitecture MakeNetwork() => MakeSegments() with
    {
        SegmentLength = SegmentLength,
        HiddenSize = HiddenSize,
        Dropout = Dropout,
    };

    /// <summary>The architecture of the trainer's cell, before its settings are filled in.</summary>
    private protected abstract SegmentArchitecture MakeSegments();
}
