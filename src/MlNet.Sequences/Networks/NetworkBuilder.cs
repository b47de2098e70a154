using System.Runtime.InteropServices;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Builds networks that own their weights, without changing the state of torch's global generator.
/// </summary>
internal static class NetworkBuilder
{
    /// <exception cref="InvalidOperationException">There is not enough memory for its weights.</exception>
    internal static SequenceNetwork Build(NetworkArchitecture architecture, SequenceInput input, HeadKind head, int seed) =>
        Build(
            architecture, input, head, seed,
            random => architecture.ReadsNumbers
                ? InputLayer.OfVectors(input.Channels, random)
                : new InputLayer(input, architecture.InputWidth, architecture.EmbeddingDropout, random));

    /// <summary>The network without its input layer: its input are the vectors that the layer makes.</summary>
    /// <exception cref="InvalidOperationException">There is not enough memory for its weights.</exception>
    internal static SequenceNetwork BuildOnVectors(NetworkArchitecture architecture, HeadKind head) => Build(
        architecture, new SequenceInput(0, architecture.InputWidth), head, seed: 0,
        random => InputLayer.OfVectors(architecture.InputWidth, random));

    private static SequenceNetwork Build(
        NetworkArchitecture architecture, SequenceInput input, HeadKind head, int seed, Func<NetworkRandom, InputLayer> makeInput)
    {
        using var randomState = new RandomStateScope();
        // The caller may be inside a dispose scope, which must not dispose the weights.
        using var scope = torch.NewDisposeScope();
        try
        {
            var random = new NetworkRandom(seed);
            var body = architecture.BuildBody(makeInput(random), random);
            var network = new SequenceNetwork(body, head.Build(architecture, body, random), random);
            foreach (var parameter in network.parameters())
                parameter.DetachFromDisposeScope();
            return network;
        }
        catch (ExternalException failure) when (DeviceMemory.IsExhausted(failure))
        {
            var weights = architecture.CountWeights(input, head).Weights;
            throw new InvalidOperationException(
                FormattableString.Invariant(
                    $"There is not enough memory for the network: its {weights} weights take {weights * sizeof(float)} bytes. ") +
                "Make its layers narrower or fewer, or the vocabulary smaller.",
                failure);
        }
    }
}
