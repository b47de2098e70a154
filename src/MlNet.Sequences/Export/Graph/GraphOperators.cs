using TorchSharp;

namespace MlNet.Sequences;

/// <summary>The operators that several parts of a network need, as concise as in torch.</summary>
internal static class GraphOperators
{
    internal static GraphValue Call(this IOperatorGraph graph, string operation, params GraphValue[] inputs) =>
        graph.Call(operation, inputs, []);

    internal static GraphValue Scalar(this IOperatorGraph graph, float value) => Owned(graph, () => torch.tensor(value));

    internal static GraphValue Scalar(this IOperatorGraph graph, double value) =>
        Owned(graph, () => torch.tensor(value, dtype: torch.float64));

    internal static GraphValue Scalar(this IOperatorGraph graph, long value) => Owned(graph, () => torch.tensor(value));

    /// <summary>A vector, such as a shape or axes.</summary>
    internal static GraphValue Vector(this IOperatorGraph graph, params long[] values) =>
        Owned(graph, () => torch.tensor(values));

    internal static GraphValue Cast(this IOperatorGraph graph, GraphValue value, torch.ScalarType type) =>
        graph.Call("Cast", [value], [("to", OnnxTypes.Of(type))]);

    internal static GraphValue Transpose(this IOperatorGraph graph, GraphValue value, params long[] axes) =>
        graph.Call("Transpose", [value], [("perm", axes)]);

    internal static GraphValue Unsqueeze(this IOperatorGraph graph, GraphValue value, params long[] axes) =>
        graph.Call("Unsqueeze", value, graph.Vector(axes));

    internal static GraphValue Reshape(this IOperatorGraph graph, GraphValue value, params long[] shape) =>
        graph.Call("Reshape", value, graph.Vector(shape));

    internal static GraphValue Concat(this IOperatorGraph graph, long axis, params GraphValue[] values) =>
        graph.Call("Concat", values, [("axis", axis)]);

    /// <summary>The items from one index up to, but not including, another along an axis.</summary>
    internal static GraphValue Slice(this IOperatorGraph graph, GraphValue value, long axis, long from, long to) =>
        graph.Call("Slice", value, graph.Vector(from), graph.Vector(to), graph.Vector(axis));

    /// <summary>The item at an index along an axis, which is removed.</summary>
    internal static GraphValue At(this IOperatorGraph graph, GraphValue value, long axis, long index) =>
        graph.Call("Gather", [value, graph.Scalar(index)], [("axis", axis)]);

    /// <summary>The sum over the first axis, which is removed.</summary>
    internal static GraphValue SumOfFirst(this IOperatorGraph graph, GraphValue value) =>
        graph.Call("ReduceSum", [value, graph.Vector(0)], [("keepdims", 0L)]);

    /// <summary>A linear layer.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="value"><c>[…, inputs]</c>.</param>
    /// <param name="weight"><c>[outputs, inputs]</c>.</param>
    /// <param name="bias"><c>[outputs]</c>.</param>
    /// <returns><c>[…, outputs]</c>.</returns>
    internal static GraphValue Linear(this IOperatorGraph graph, GraphValue value, GraphValue weight, GraphValue bias) =>
        graph.Call("Add", graph.Call("MatMul", value, graph.Transpose(weight, 1, 0)), bias);

    private static GraphValue Owned(IOperatorGraph graph, Func<torch.Tensor> make)
    {
        using var tensor = make();
        return graph.AddConstant(tensor);
    }
}
