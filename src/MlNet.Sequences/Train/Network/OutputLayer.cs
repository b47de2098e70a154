using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>The last layer of every network: dropout on the pooled features, and a linear layer from them to the logits.</summary>
internal sealed class OutputLayer
{
    internal const string Name = "head";

    private readonly NetworkRandom _random;
    private readonly double _dropout;

    internal OutputLayer(int features, int outputs, double dropout, NetworkRandom random)
    {
        (_random, _dropout) = (random, dropout);
        Module = torch.nn.Linear(features, outputs);
        random.FillUniform(Module.weight!, 1 / Math.Sqrt(features));
        using (torch.no_grad())
            Module.bias!.zero_();
    }

    internal Linear Module { get; }

    /// <param name="pooled"><c>[batch, features]</c>.</param>
    /// <param name="training">Whether to drop.</param>
    /// <returns><c>[batch, outputs]</c>.</returns>
    internal torch.Tensor Forward(torch.Tensor pooled, bool training) =>
        Module.call(SharedDropout.Apply(pooled, _dropout, training, _random));
}
