using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>What the layers of Transformers consist of, in a graph, by plain matrix operators.</summary>
internal sealed class LayersGraph
{
    private readonly IOperatorGraph _graph;
    private readonly int _hidden, _heads;
    private readonly GraphValue _mask; // 0 for true steps and minus infinity for padding, [batch, 1, 1, time]

    /// <param name="graph">The graph.</param>
    /// <param name="sequences">Has the true lengths.</param>
    /// <param name="hidden">The width of a step.</param>
    /// <param name="heads">The number of heads.</param>
    internal LayersGraph(IOperatorGraph graph, GraphSequences sequences, int hidden, int heads)
    {
        (_graph, _hidden, _heads) = (graph, hidden, heads);
        // An empty sequence attends to its first padding step: a softmax over nothing is NaN. Pooling ignores it.
        var lengths = graph.Call("Max", sequences.Lengths, graph.Scalar(1L));
        var isStep = graph.Call("Less", sequences.Times, graph.Unsqueeze(lengths, 1));       // [batch, time]
        _mask = graph.Unsqueeze(graph.Call("Where", isStep, graph.Scalar(0f), graph.Scalar(float.NegativeInfinity)), 1, 2);
    }

    internal GraphValue Linear(GraphValue steps, string name, Linear layer) =>
        _graph.Call(
            "Add", _graph.Product(steps, layer.weight!, $"{name}.weight"), _graph.AddConstant(layer.bias!, $"{name}.bias"));

    /// <summary>Layer normalization.</summary>
    /// <param name="steps"><c>[…, hidden]</c>.</param>
    /// <param name="name">The name of its weights.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="epsilon">What is added to the variance; torch's default unless given.</param>
    internal GraphValue Normalize(GraphValue steps, string name, LayerNorm layer, double epsilon = 1e-5) => _graph.Call(
        "LayerNormalization",
        [steps, _graph.AddConstant(layer.weight!, $"{name}.weight"), _graph.AddConstant(layer.bias!, $"{name}.bias")],
        [("axis", -1L), ("epsilon", (float)epsilon)]);

    /// <summary>x times the normal distribution function of x (Hendrycks and Gimpel 2016).</summary>
    internal GraphValue Gelu(GraphValue value)
    {
        var share = _graph.Call("Erf", _graph.Call("Mul", value, _graph.Scalar((float)Math.Sqrt(0.5))));
        return _graph.Call("Mul", _graph.Call("Mul", value, _graph.Scalar(0.5f)), _graph.Call("Add", share, _graph.Scalar(1f)));
    }

    /// <summary>Attention of all steps to all true steps.</summary>
    /// <param name="projected">Queries, keys and values, <c>[batch, time, 3 × hidden]</c>.</param>
    /// <param name="rotary">The rotary embedding of the positions, or null.</param>
    /// <returns><c>[batch, time, hidden]</c>.</returns>
    internal GraphValue Attend(GraphValue projected, RotaryGraph? rotary = null)
    {
        int width = _hidden / _heads;
        // [3, batch, heads, time, width]
        var parts = _graph.Transpose(_graph.Reshape(projected, 0, 0, 3, _heads, width), 2, 0, 3, 1, 4);
        GraphValue queries = _graph.At(parts, 0, 0), keys = _graph.At(parts, 0, 1), values = _graph.At(parts, 0, 2);
        if (rotary is not null)
            (queries, keys) = (rotary.Apply(queries), rotary.Apply(keys));
        queries = _graph.Call("Mul", queries, _graph.Scalar((float)(1 / Math.Sqrt(width))));
        // [batch, heads, time, time]
        var products = _graph.Call("MatMul", queries, _graph.Transpose(keys, 0, 1, 3, 2));
        var weights = _graph.Call("Softmax", [_graph.Call("Add", products, _mask)], [("axis", -1L)]);
        // [batch, time, heads, width]
        var attended = _graph.Transpose(_graph.Call("MatMul", weights, values), 0, 2, 1, 3);
        return _graph.Reshape(attended, 0, 0, _hidden);
    }
}
