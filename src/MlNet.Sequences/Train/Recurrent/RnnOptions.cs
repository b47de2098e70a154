namespace MlNet.Sequences;

/// <summary>
/// The options of the trainer of the plain recurrent network (Elman 1990): a state that is the hyperbolic tangent of the step and the
/// state before. It has no gates and forgets fast; of the recurrent trainers it is the one to compare with.
/// </summary>
public sealed class RnnOptions : RecurrentOptions
{
    private protected override RecurrentArchitecture MakeRecurrent() => new RnnArchitecture();
}
