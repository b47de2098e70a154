namespace MlNet.Sequences;

/// <summary>The counterpart of <see cref="RotaryEmbedding"/> in a graph.</summary>
internal sealed class RotaryGraph
{
    private readonly IOperatorGraph _graph;
    private readonly GraphValue _cosines, _sines; // [time, width]
    private readonly int _width;

    /// <param name="graph">The graph.</param>
    /// <param name="angles"><c>[time, width / 2]</c>.</param>
    /// <param name="width">The features of a head.</param>
    internal RotaryGraph(IOperatorGraph graph, GraphValue angles, int width)
    {
        (_graph, _width) = (graph, width);
        GraphValue cosines = graph.Call("Cos", angles), sines = graph.Call("Sin", angles);
        _cosines = graph.Concat(1, cosines, cosines);
        _sines = graph.Concat(1, graph.Call("Neg", sines), sines);
    }

    /// <param name="heads"><c>[batch, heads, time, width]</c>.</param>
    internal GraphValue Apply(GraphValue heads)
    {
        var halves = _graph.Concat(3, _graph.Slice(heads, 3, _width / 2, _width), _graph.Slice(heads, 3, 0, _width / 2));
        return _graph.Call("Add", _graph.Call("Mul", heads, _cosines), _graph.Call("Mul", halves, _sines));
    }
}
