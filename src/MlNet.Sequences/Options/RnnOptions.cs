namespace MlNet.Sequences;

/// <summary>
/// The options of the trainer of the plain recurrent network (Elman 1990): the state is the hyperbolic tangent of a function of
/// the step and the previous state. It has no gates and forgets quickly; it is the baseline among the recurrent trainers.
/// </summary>
public sealed class RnnOptions : RecurrentOptions
{
    // Without gates it diverges at the others' rate for few rows, so it gets more epochs instead.
    private protected override (double Few, double Many) LearningRates => (0.003, 0.003);

    // At the others' rate its recurrent weights occasionally grow until states saturate, and nothing is learned from long
    // sequences.
    private protected override double BodyFactor => 0.5;

    private protected override int MostEpochs => 30;

    private protected override RecurrentArchitecture MakeRecurrent() => new RnnArchitecture();
}
