using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// One answer for each step, which is a token: the product of its state with the vector of each token, and a bias. States of
/// another width than the vectors are projected to theirs first.
/// </summary>
internal sealed class TiedStepHead : SequenceHead
{
    /// <summary>The projection's name in the state dict.</summary>
    internal const string ProjectionName = $"{Name}.projection";

    private readonly InputLayer _input;
    private readonly NetworkRandom _random;
    private readonly double _dropout;
    private readonly Linear? _projection;
    private readonly Parameter _bias; // [tokens]

    /// <exception cref="InvalidDataException">The input has other tokens, or none.</exception>
    internal TiedStepHead(InputLayer input, int width, int outputs, double dropout, NetworkRandom random)
        : base(nameof(TiedStepHead))
    {
        (_input, _random, _dropout) = (input, random, dropout);
        long[] table = (input.Module as Embedding)?.weight!.shape ?? [0, 0];
        if (table[0] != outputs + 1)
            throw new InvalidDataException(
                $"A head that has the weights of the embedding must have an output for each of its {Math.Max(0, table[0] - 1)} " +
                $"tokens; received {outputs}. Give it as many, or weights of its own.");
        _bias = new Parameter(torch.zeros(outputs));
        register_parameter("bias", _bias);
        if (width == table[1])
            return;
        _projection = torch.nn.Linear(width, table[1]);
        random.FillUniform(_projection.weight!, 1 / Math.Sqrt(width));
        using (torch.no_grad())
            _projection.bias!.zero_();
        register_module("projection", _projection);
    }

    internal override HeadKind Kind => new((int)_bias.shape[0], IsPerStep: true, IsTied: true);

    internal override IEnumerable<(string Name, Parameter Value)> Weights() =>
    [
        .. _projection?.named_parameters().Select(parameter => ($"{ProjectionName}.{parameter.name}", parameter.parameter)) ?? [],
        ($"{Name}.bias", _bias),
    ];

    /// <returns><c>[steps, tokens]</c>, of the true steps: a token's logit in the place of its key less 1.</returns>
    public override torch.Tensor forward(SequenceBody body, SequenceBatch batch)
    {
        var states = body.Steps(batch);                                                          // [steps, width]
        var vectors = ((Embedding)_input.Module).weight!.narrow(0, 1, _bias.shape[0]);           // [tokens, embedding]
        if (!training && body.ScoresEachAlone(batch))
            return RowwiseLinear.Apply(Project(RowwiseLinear.Apply), vectors, _bias);
        states = SharedDropout.Apply(states, _dropout, training, _random);
        return torch.nn.functional.linear(Project(torch.nn.functional.linear), vectors, _bias);

        torch.Tensor Project(Func<torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor> linear) =>
            _projection is null ? states : linear(states, _projection.weight!, _projection.bias!);
    }
}
