using System.Globalization;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// An ONNX graph in memory: its inputs, constants, operators and outputs, in the order in which they were added.
/// </summary>
/// <param name="operatorSet">The operator set of the file.</param>
/// <param name="prefix">The prefix of all its names: a nested graph must not share names with the outer one.</param>
internal sealed class OnnxGraph(long operatorSet = OnnxGraph.NetworkOperatorSet, string prefix = "") : IOperatorGraph
{
    /// <summary>The first set with LayerNormalization.</summary>
    internal const long NetworkOperatorSet = 17;

    /// <summary>The first set with StringSplit, StringConcat and RegexFullMatch.</summary>
    internal const long TextOperatorSet = 20;

    private const long AxesAsInputsOperatorSet = 18;

    private readonly HashSet<string> _names = [];

    internal long OperatorSet { get; } = operatorSet;

    internal List<Port> Inputs { get; } = [];

    internal List<Constant> Constants { get; } = [];

    internal List<TextConstant> Texts { get; } = [];

    internal List<Node> Nodes { get; } = [];

    internal List<Port> Outputs { get; } = [];

    /// <summary>Adds an input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The type of its items.</param>
    /// <param name="dimensions">A number, or a name for a free dimension.</param>
    internal GraphValue AddInput(string name, torch.ScalarType type, params string[] dimensions) =>
        AddInput(name, OnnxTypes.Of(type), dimensions);

    /// <summary>Adds an input of any type; of any shape if no dimensions are given.</summary>
    internal GraphValue AddInput(string name, long type, IReadOnlyList<string>? dimensions)
    {
        var given = Name(name);
        Inputs.Add(new(given.Name, type, dimensions));
        return given;
    }

    /// <summary>Assigns the public names of outputs.</summary>
    internal void AddOutputs(IEnumerable<GraphOutput> outputs)
    {
        foreach (var output in outputs)
        {
            AddNode("Identity", [output.Value], [Name(output.Name)], []);
            string[] items = output.IsPerStep ? ["batch", "time"] : ["batch"];
            string[] dimensions = output.Width is { } width ? [.. items, width.ToString(CultureInfo.InvariantCulture)] : items;
            Outputs.Add(new(output.Name, OnnxTypes.Of(output.Type), dimensions));
        }
    }

    /// <summary>Makes a value an output of a nested graph, of any shape.</summary>
    internal void AddOutput(GraphValue value, long type) => Outputs.Add(new(value.Name, type, null));

    public GraphValue AddConstant(torch.Tensor value, string? name = null)
    {
        using var scope = torch.NewDisposeScope();
        var copy = value.detach().cpu().contiguous();
        var given = Name(name ?? $"constant{Constants.Count.ToString(CultureInfo.InvariantCulture)}");
        Constants.Add(new(given.Name, copy.dtype, copy.shape, copy.bytes.ToArray()));
        return given;
    }

    public GraphValue AddWeights(torch.Tensor weights, string name) => AddConstant(weights, name);

    public GraphValue Rows(torch.Tensor table, string name, GraphValue rows) =>
        this.Call("Gather", AddConstant(table, name), rows);

    public GraphValue Product(GraphValue value, torch.Tensor weight, string name) =>
        this.Call("MatMul", value, this.Transpose(AddConstant(weight, name), 1, 0));

    /// <summary>Adds a vector of texts.</summary>
    internal GraphValue AddTexts(params string[] values)
    {
        var given = Name($"texts{Texts.Count.ToString(CultureInfo.InvariantCulture)}");
        Texts.Add(new(given.Name, values));
        return given;
    }

    public GraphValue Call(
        string operation, IReadOnlyList<GraphValue> inputs, IReadOnlyList<(string Name, object Value)> attributes, int output = 0)
    {
        // The only operator of networks that differs in a later set.
        if (operation == "ReduceMax" && OperatorSet >= AxesAsInputsOperatorSet
            && attributes.Any(attribute => attribute.Name == "axes"))
        {
            inputs = [.. inputs, this.Vector((long[])attributes.Single(attribute => attribute.Name == "axes").Value)];
            attributes = [.. attributes.Where(attribute => attribute.Name != "axes")];
        }

        return CallForAll(operation, inputs, attributes, output + 1)[output];
    }

    /// <summary>Adds an operator and returns this many of its outputs.</summary>
    internal GraphValue[] CallForAll(
        string operation, IReadOnlyList<GraphValue> inputs, IReadOnlyList<(string Name, object Value)> attributes, int outputs)
    {
        string name = NextName(operation);
        var last = Name(name);
        GraphValue[] results = [
            .. Enumerable.Range(0, outputs - 1).Select(i => Name($"{name}.{i.ToString(CultureInfo.InvariantCulture)}")), last];
        AddNode(operation, inputs, results, attributes);
        return results;
    }

    /// <summary>A graph for an attribute of the operator that is added next.</summary>
    internal OnnxGraph Inner(string operation) => new(OperatorSet, $"{prefix}{NextName(operation)}/");

    private string NextName(string operation) => $"{operation}{Nodes.Count.ToString(CultureInfo.InvariantCulture)}";

    private void AddNode(
        string operation, IReadOnlyList<GraphValue> inputs, IReadOnlyList<GraphValue> outputs,
        IReadOnlyList<(string Name, object Value)> attributes) =>
        Nodes.Add(
            new(outputs[^1].Name, operation, [.. inputs.Select(input => input.Name)], [
            .. outputs.Select(output => output.Name)], attributes));

    private GraphValue Name(string name) => _names.Add(name)
        ? new($"{prefix}{name}")
        : throw new ArgumentException($"A graph has each name once; received '{name}' again. Use another.", nameof(name));

    /// <param name="Name">Its name.</param>
    /// <param name="Type">The type of its items, as ONNX's number.</param>
    /// <param name="Dimensions">Numbers, and names of free ones; null for any.</param>
    internal sealed record Port(string Name, long Type, IReadOnlyList<string>? Dimensions);

    internal sealed record Constant(string Name, torch.ScalarType Type, long[] Shape, byte[] Bytes);

    internal sealed record TextConstant(string Name, IReadOnlyList<string> Values);

    internal sealed record Node(
        string Name, string Operation, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
        IReadOnlyList<(string Name, object Value)> Attributes);
}
