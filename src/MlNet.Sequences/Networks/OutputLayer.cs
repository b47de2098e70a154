using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>The last layer of a head: dropout on its features, and a linear layer from them to the logits.</summary>
internal sealed class OutputLayer
{
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

    /// <summary>The number of logits of each row.</summary>
    internal int Outputs => (int)Module.bias!.shape[0];

    /// <param name="features"><c>[rows, features]</c>.</param>
    /// <param name="training">Whether to apply dropout.</param>
    /// <returns><c>[rows, outputs]</c>.</returns>
    internal torch.Tensor Forward(torch.Tensor features, bool training) =>
        Module.call(SharedDropout.Apply(features, _dropout, training, _random));

    /// <summary>The weights under PyTorch's names, in a fixed order.</summary>
    internal IEnumerable<(string Name, Parameter Value)> Weights() =>
        Module.named_parameters().Select(parameter => ($"{SequenceHead.Name}.{parameter.name}", parameter.parameter));

    /// <summary>
    /// The same without dropout and gradients, on the CPU, bit for bit the same for a row in any batch.
    /// </summary>
    /// <param name="features"><c>[rows, features]</c>.</param>
    /// <returns><c>[rows, outputs]</c>.</returns>
    internal torch.Tensor ForwardEach(torch.Tensor features) => RowwiseLinear.Apply(features, Module.weight!, Module.bias!);
}
