using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>
/// Options of a linear layer from the window to the horizon (NLinear, DLinear; Zeng et al. 2023, "Are Transformers Effective for
/// Time Series Forecasting?").
/// </summary>
public sealed class LinearForecastOptions : ForecastOptions
{
    /// <summary>
    /// The steps of a moving average that has a layer of its own, beside one for the rest (DLinear); from 0 to 1048576,
    /// where 0 is none (NLinear). Default: 0.
    /// </summary>
    [Range(0, ForecastArchitecture.MostSteps)]
    public int MovingAverageSteps { get; set; }

    /// <summary>The fraction of the window's steps that training drops; from 0 to below 1. Default: 0.</summary>
    [Range(0.0, 1, MaximumIsExclusive = true)]
    public double Dropout { get; set; }

    internal override (double Few, double Many) LearningRates => (0.005, 0.002);

    private protected override ForecastArchitecture MakeNetwork() => new LinearForecastArchitecture
    {
        MovingAverageSteps = MovingAverageSteps,
        Dropout = Dropout,
    };
}
