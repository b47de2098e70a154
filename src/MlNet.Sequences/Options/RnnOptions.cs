namespace MlNet.Sequences;

/// <summary>
/// The options of the trainer of the plain recurrent network (Elman 1990): a state that is the hyperbolic tangent of the step and
/// the state before. It has no gates and forgets fast; of the recurrent trainers it is the one to compare with.
/// </summary>
public sealed class RnnOptions : RecurrentOptions
{
    // Without gates it diverges at the others' rate for few rows: more epochs in its stead.
    private protected override (double Few, double Many) LearningRates => (0.003, 0.003);

    // At the others' rate its recurrent weights now and then grow until states saturate, and of long sequences nothing is
    // learned.
    private protected override double BodyFactor => 0.5;

    private protected override int MostEpochs => 30;

    private protected override RecurrentArchitecture MakeRecurrent() => new RnnArchitecture();
}
