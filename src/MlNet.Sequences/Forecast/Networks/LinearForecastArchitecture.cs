using System.ComponentModel.DataAnnotations;
using MlNet.Sequences;

[assembly: ModelPart(typeof(LinearForecastArchitecture), "linear-forecast")]

namespace MlNet.Sequences;

/// <summary>The saved settings of a linear layer from the steps of a window to those of the horizon.</summary>
internal sealed record LinearForecastArchitecture : ForecastArchitecture
{
    /// <summary>The steps of the moving average that has a layer of its own; 0 for none.</summary>
    [Range(0, MostSteps)]
    public int MovingAverageSteps { get; init; }

    private Int128 Outputs => (Int128)Horizon * Values;

    private protected override WeightCount CountBody() =>
        (MovingAverageSteps > 0 ? 2 : 1) * WeightCount.Linear(WindowSize, Outputs)
        + (Covariates == 0 ? default : new WeightCount((Int128)WindowSize * Covariates * Outputs, 1))
        + (KnownNumbers == 0 ? default : new WeightCount((Int128)KnownNumbers * Values, 1))
        + (StaticNumbers == 0 ? default : new WeightCount(StaticNumbers * Outputs, 1));

    internal override SequenceBody BuildBody(InputLayer input, NetworkRandom random) =>
        new LinearForecastBody(this, input, random);
}
