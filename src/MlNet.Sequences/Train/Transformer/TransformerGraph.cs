using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>The parts of a Transformer in a graph, by plain operators on matrices.</summary>
internal sealed class TransformerGraph
{
    private readonly GraphValue _mask; // 0 for true steps and minus infinity for padding, [batch, 1, 1, time]

    internal TransformerGraph(IOperatorGraph graph, GraphSequences sequences)
    {
        Graph = graph;
        // An empty sequence attends to its first step of padding: a softmax over nothing is no number. Pooling leaves it out.
        var lengths = graph.Call("Max", sequences.Lengths, graph.Scalar(1L));
        var isStep = graph.Call("Less", sequences.Times, graph.Unsqueeze(lengths, 1));       // [batch, time]
        _mask = graph.Unsqueeze(graph.Call("Where", isStep, graph.Scalar(0f), graph.Scalar(float.NegativeInfinity)), 1, 2);
    }

    internal IOperatorGraph Graph { get; }

    internal GraphValue Linear(GraphValue steps, string name, Linear layer) =>
        Graph.Call("Add", Graph.Product(steps, layer.weight!, $"{name}.weight"), Graph.AddConstant(layer.bias!, $"{name}.bias"));

    internal GraphValue Normalize(GraphValue steps, string name, LayerNorm layer) => Graph.Call(
        "LayerNormalization",
        [steps, Graph.AddConstant(layer.weight!, $"{name}.weight"), Graph.AddConstant(layer.bias!, $"{name}.bias")],
        [("axis", -1L), ("epsilon", 1e-5f)]); // torch's epsilon

    /// <summary>x times the normal distribution's share below x (Hendrycks and Gimpel 2016).</summary>
    internal GraphValue Gelu(GraphValue value)
    {
        var share = Graph.Call("Erf", Graph.Call("Mul", value, Graph.Scalar((float)Math.Sqrt(0.5))));
        return Graph.Call("Mul", Graph.Call("Mul", value, Graph.Scalar(0.5f)), Graph.Call("Add", share, Graph.Scalar(1f)));
    }

    /// <param name="projected">Queries, keys and values, <c>[batch, time, 3 × hidden]</c>.</param>
    /// <param name="heads">The heads.</param>
    /// <param name="hidden">The features of all heads.</param>
    /// <param name="turns">The turns of rotary positions, or null.</param>
    /// <returns><c>[batch, time, hidden]</c>.</returns>
    internal GraphValue Attend(GraphValue projected, int heads, int hidden, GraphTurns? turns)
    {
        int width = hidden / heads;
        var parts = Graph.Transpose(Graph.Reshape(projected, 0, 0, 3, heads, width), 2, 0, 3, 1, 4); // [3, batch, heads, time, width]
        GraphValue queries = Graph.At(parts, 0, 0), keys = Graph.At(parts, 0, 1), values = Graph.At(parts, 0, 2);
        if (turns is not null)
            (queries, keys) = (turns.Apply(queries), turns.Apply(keys));
        queries = Graph.Call("Mul", queries, Graph.Scalar((float)(1 / Math.Sqrt(width))));
        var products = Graph.Call("MatMul", queries, Graph.Transpose(keys, 0, 1, 3, 2));             // [batch, heads, time, time]
        var weights = Graph.Call("Softmax", [Graph.Call("Add", products, _mask)], [("axis", -1L)]);
        var attended = Graph.Transpose(Graph.Call("MatMul", weights, values), 0, 2, 1, 3);           // [batch, time, heads, width]
        return Graph.Reshape(attended, 0, 0, hidden);
    }
}
