namespace MlNet.Sequences;

/// <summary>
/// The options of the GRU trainer: the gated recurrent unit of Cho et al. 2014, section 2.3, with the reset gate applied after
/// the recurrent product, as in cuDNN and PyTorch.
/// </summary>
public sealed class GruOptions : RecurrentOptions
{
    private protected override RecurrentArchitecture MakeRecurrent() => new GruArchitecture();
}
