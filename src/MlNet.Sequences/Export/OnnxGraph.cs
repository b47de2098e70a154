using System.Globalization;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>An ONNX graph in memory: its inputs, constants, operators and outputs, in the order in which they were put in.</summary>
internal sealed class OnnxGraph : IOperatorGraph
{
    private readonly HashSet<string> _names = [];

    internal List<Input> Inputs { get; } = [];

    internal List<Constant> Constants { get; } = [];

    internal List<Node> Nodes { get; } = [];

    internal List<GraphOutput> Outputs { get; } = [];

    /// <summary>Puts in an input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its items.</param>
    /// <param name="dimensions">A number, or a name for a dimension that is free.</param>
    internal GraphValue AddInput(string name, torch.ScalarType type, params string[] dimensions)
    {
        Inputs.Add(new(name, type, dimensions));
        return Name(name);
    }

    /// <summary>Gives the results of operators their public names.</summary>
    internal void AddOutputs(IEnumerable<GraphOutput> outputs)
    {
        foreach (var output in outputs)
        {
            Nodes.Add(new(output.Name, "Identity", [output.Value.Name], [Name(output.Name).Name], []));
            Outputs.Add(output);
        }
    }

    public GraphValue AddConstant(torch.Tensor value, string? name = null)
    {
        using var scope = torch.NewDisposeScope();
        var copy = value.detach().cpu().contiguous();
        var given = Name(name ?? $"constant{Constants.Count.ToString(CultureInfo.InvariantCulture)}");
        Constants.Add(new(given.Name, copy.dtype, copy.shape, copy.bytes.ToArray()));
        return given;
    }

    public GraphValue Call(
        string operation, IReadOnlyList<GraphValue> inputs, IReadOnlyList<(string Name, object Value)> attributes, int output = 0)
    {
        var result = Name($"{operation}{Nodes.Count.ToString(CultureInfo.InvariantCulture)}");
        string[] outputs = [.. Enumerable.Range(0, output).Select(unused => Name($"{result.Name}.{unused}").Name), result.Name];
        Nodes.Add(new(result.Name, operation, [.. inputs.Select(input => input.Name)], outputs, attributes));
        return result;
    }

    private GraphValue Name(string name) => _names.Add(name)
        ? new(name)
        : throw new ArgumentException($"A graph has each name once; received '{name}' again. Give another.", nameof(name));

    internal sealed record Input(string Name, torch.ScalarType Type, IReadOnlyList<string> Dimensions);

    internal sealed record Constant(string Name, torch.ScalarType Type, long[] Shape, byte[] Bytes);

    internal sealed record Node(
        string Name, string Operation, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
        IReadOnlyList<(string Name, object Value)> Attributes);
}
