using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// A graph of operators under construction, for programs without torch. The operators are ONNX's, with the names, inputs and
/// attributes of operator set 17, whatever set the file has; networks and objectives are written in these, independent of files.
/// </summary>
internal interface IOperatorGraph
{
    /// <summary>Adds a constant tensor.</summary>
    /// <param name="value">float32, float64, int64, int8 or bool; copied.</param>
    /// <param name="name">A unique name, such as a weight's in the state dict; null for any.</param>
    GraphValue AddConstant(torch.Tensor value, string? name = null);

    /// <summary>Adds weights, which the graph may store as another type.</summary>
    /// <param name="weights">float32 <c>[…, rows, columns]</c>.</param>
    /// <param name="name">A unique name, such as a weight's in the state dict.</param>
    /// <returns>float32, in the same shape.</returns>
    GraphValue AddWeights(torch.Tensor weights, string name);

    /// <summary>Adds a table, and returns rows of it.</summary>
    /// <param name="table">float32 <c>[rows, width]</c>.</param>
    /// <param name="name">A unique name, such as a weight's in the state dict.</param>
    /// <param name="rows">The rows' indices: int64 <c>[…]</c>.</param>
    /// <returns>float32 <c>[…, width]</c>.</returns>
    GraphValue Rows(torch.Tensor table, string name, GraphValue rows);

    /// <summary>Adds weights, and returns the product of a value with them.</summary>
    /// <param name="value">float32 <c>[…, inputs]</c>.</param>
    /// <param name="weight">float32 <c>[outputs, inputs]</c>.</param>
    /// <param name="name">A unique name, such as a weight's in the state dict.</param>
    /// <returns>float32 <c>[…, outputs]</c>.</returns>
    GraphValue Product(GraphValue value, torch.Tensor weight, string name);

    /// <summary>Adds an operator.</summary>
    /// <param name="operation">Its name: "MatMul".</param>
    /// <param name="inputs">Its inputs in order.</param>
    /// <param name="attributes">Its attributes: long, float, string, or an array of long.</param>
    /// <param name="output">The index of the output to return, from 0.</param>
    GraphValue Call(
        string operation, IReadOnlyList<GraphValue> inputs, IReadOnlyList<(string Name, object Value)> attributes,
        int output = 0);
}

/// <summary>A tensor in a graph: a name that operators refer to.</summary>
internal readonly record struct GraphValue(string Name);

/// <summary>A tensor that a graph returns to its caller.</summary>
/// <param name="Name">The corresponding column.</param>
/// <param name="Type">The type of its items.</param>
/// <param name="Width">The items for each sequence, <c>[batch, width]</c>; null for one, <c>[batch]</c>.</param>
/// <param name="Value">The value that computes it.</param>
internal sealed record GraphOutput(string Name, torch.ScalarType Type, int? Width, GraphValue Value)
{
    /// <summary>
    /// Whether these are the items of each slot of a sequence: <c>[batch, time]</c>, or <c>[batch, time, width]</c>.
    /// </summary>
    internal bool IsPerStep { get; init; }
}
