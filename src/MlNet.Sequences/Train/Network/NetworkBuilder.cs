using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Builds networks whose weights belong to them alone and whose making leaves torch's global generator as it was.</summary>
internal static class NetworkBuilder
{
    internal static SequenceNetwork Build(NetworkArchitecture architecture, SequenceInput input, int outputs, int seed)
    {
        using var randomState = new RandomStateScope();
        // The caller may be inside a dispose scope of its own, which must not take the weights along.
        using var scope = torch.NewDisposeScope();
        var network = architecture.Build(input, outputs, new NetworkRandom(seed));
        foreach (var parameter in network.parameters())
            parameter.DetachFromDisposeScope();
        return network;
    }
}
