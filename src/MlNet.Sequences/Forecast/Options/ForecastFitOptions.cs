namespace MlNet.Sequences;

/// <summary>The options of a forecaster's fit, as the loop of all trainers reads them.</summary>
internal sealed class ForecastFitOptions : SequenceTrainerOptions
{
    internal ForecastArchitecture? Network { get; init; }

    internal (double Few, double Many) Rates { get; init; }

    private protected override int FewestEpochs => 10;

    private protected override int MostEpochs => 30;

    private protected override (double Few, double Many) LearningRates => Rates;

    private protected override NetworkArchitecture MakeArchitecture() =>
        Network ?? throw new InvalidOperationException("The network is set when the options are made.");

    // It is part of the network.
    private protected override void ChooseDropout(DataAmount amount, bool isPerStep, bool isPretrained)
    {
    }
}
