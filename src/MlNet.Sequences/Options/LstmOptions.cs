namespace MlNet.Sequences;

/// <summary>
/// The options of the LSTM trainer (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000).
/// </summary>
public sealed class LstmOptions : RecurrentOptions
{
    private protected override RecurrentArchitecture MakeRecurrent() => new LstmArchitecture();
}
