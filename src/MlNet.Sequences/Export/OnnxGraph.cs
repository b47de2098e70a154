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

    public GraphValue AddWeights(torch.Tensor weights, string name) => AddConstant(weights, name);

    public GraphValue Rows(torch.Tensor table, string name, GraphValue rows) => this.Call("Gather", AddConstant(table, name), rows);

    public GraphValue Product(GraphValue value, torch.Tensor weight, string name) =>
        this.Call("MatMul", value, this.Transpose(AddConstant(weight, name), 1, 0));

    public GraphValue Call(
        string operation, IReadOnlyList<GraphValue> inputs, IReadOnlyList<(string Name, object Value)> attributes, int output = 0) =>
        CallForAll(operation, inputs, attributes, output + 1)[output];

    /// <summary>Puts in an operator, and gives its first outputs.</summary>
    internal GraphValue[] CallForAll(
        string operation, IReadOnlyList<GraphValue> inputs, IReadOnlyList<(string Name, object Value)> attributes, int outputs)
    {
        string name = $"{operation}{Nodes.Count.ToString(CultureInfo.InvariantCulture)}";
        GraphValue[] results = [.. Enumerable.Range(0, outputs).Select(output => Name(output == 0 ? name : $"{name}.{output}"))];
        Nodes.Add(new(name, operation, [.. inputs.Select(input => input.Name)], [.. results.Select(result => result.Name)], attributes));
        return results;
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
