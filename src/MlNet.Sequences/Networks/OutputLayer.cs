using System.Numerics.Tensors;
using System.Runtime.InteropServices;
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
    /// The same without dropout and gradients, on the CPU, in an order of additions that does not depend on other rows.
    /// </summary>
    /// <param name="features"><c>[rows, features]</c>.</param>
    /// <returns><c>[rows, outputs]</c>.</returns>
    internal torch.Tensor ForwardEach(torch.Tensor features) => LinearOfEach(features, Module.weight!, Module.bias!);

    /// <summary>
    /// A linear layer on the CPU, without gradients, in an order of additions that does not depend on other rows.
    /// </summary>
    /// <param name="input"><c>[rows, features]</c>.</param>
    /// <param name="weight"><c>[outputs, features]</c>.</param>
    /// <param name="bias"><c>[outputs]</c>.</param>
    /// <returns><c>[rows, outputs]</c>.</returns>
    internal static torch.Tensor LinearOfEach(torch.Tensor input, torch.Tensor weight, torch.Tensor bias)
    {
        int features = (int)input.shape[1], outputs = (int)bias.shape[0];
        var logits = torch.empty(input.shape[0], outputs, dtype: torch.float32);
        var target = MemoryMarshal.Cast<byte, float>(logits.bytes);
        var rows = MemoryMarshal.Cast<byte, float>(input.bytes);
        var weights = MemoryMarshal.Cast<byte, float>(weight.bytes);
        var biases = MemoryMarshal.Cast<byte, float>(bias.bytes);
        for (int i = 0; i < target.Length; i++)
        {
            var row = rows.Slice(i / outputs * features, features);
            var output = weights.Slice(i % outputs * features, features);
            target[i] = TensorPrimitives.Dot(row, output) + biases[i % outputs];
        }

        return logits;
    }
}
