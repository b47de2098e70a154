using TorchSharp;

namespace MlNet.Sequences;

/// <summary>An encoder of BERT's family in a graph.</summary>
internal sealed class BertGraph
{
    private readonly BertBody _body;
    private readonly BertArchitecture _settings;
    private readonly IOperatorGraph _graph;
    private readonly GraphSequences _sequences;
    private readonly LayersGraph _layers;

    internal BertGraph(BertBody body, IOperatorGraph graph, GraphSequences sequences)
    {
        (_body, _settings, _graph, _sequences) = (body, body.Settings, graph, sequences);
        _layers = new(graph, sequences, _settings.HiddenSize, _settings.NumberOfHeads);
    }

    /// <param name="vectors"><c>[time, batch, hidden]</c>.</param>
    internal GraphStates Write(GraphValue vectors)
    {
        var steps = _graph.Transpose(vectors, 1, 0, 2);                                      // [batch, time, hidden]
        steps = _graph.Call("Add", steps, _graph.Rows(_body.Positions.weight!, "positions.weight", Places()));
        if (_body.Segments is { } segments)
            steps = _graph.Call("Add", steps, _graph.Rows(segments.weight!, "segments.weight", Segments()));
        steps = Normalize(steps, "norm", _body.Norm);
        for (int i = 0; i < _body.Layers.Count; i++)
            steps = Layer(_body.Layers[i], $"layer{i}", steps);
        return new(_graph.Transpose(steps, 1, 0, 2));                                        // [time, batch, hidden]
    }

    private GraphValue Layer(BertLayer layer, string name, GraphValue steps)
    {
        var attended = _layers.Attend(_layers.Linear(steps, $"{name}.in_proj", layer.InProjection));
        attended = _layers.Linear(attended, $"{name}.out_proj", layer.OutProjection);
        steps = Normalize(_graph.Call("Add", steps, attended), $"{name}.norm1", layer.Norm1);
        var inner = Activate(_layers.Linear(steps, $"{name}.linear1", layer.Linear1));
        var outer = _layers.Linear(inner, $"{name}.linear2", layer.Linear2);
        return Normalize(_graph.Call("Add", steps, outer), $"{name}.norm2", layer.Norm2);
    }

    private GraphValue Normalize(GraphValue steps, string name, TorchSharp.Modules.LayerNorm layer) =>
        _layers.Normalize(steps, name, layer, _settings.NormEpsilon);

    // Padding has the first position: a true step beyond the last position is an error, as in the network. [time]
    private GraphValue Places()
    {
        var longest = _graph.Call("ReduceMax", [_sequences.Lengths], [("keepdims", 1L)]);
        var isUsed = _graph.Call("Less", _sequences.Times, longest);
        var places = _graph.Call("Where", isUsed, _sequences.Times, _graph.Scalar(0L));
        return _graph.Call("Add", places, _graph.Scalar((long)_settings.PositionOffset));
    }

    // A step's segment is the number of separators before it: [batch, time], or [1] where there are none.
    private GraphValue Segments()
    {
        if (_settings.SeparatorKey == 0 || _settings.NumberOfSegments == 1)
            return _graph.Vector(0L);
        var isEnd = _graph.Cast(
            _graph.Call("Equal", _sequences.Steps, _graph.Scalar((long)_settings.SeparatorKey)), torch.ScalarType.Int64);
        var before = _graph.Call("CumSum", [isEnd, _graph.Scalar(0L)], [("exclusive", 1L)]); // [time, batch]
        return _graph.Transpose(_graph.Call("Min", before, _graph.Scalar(_settings.NumberOfSegments - 1L)), 1, 0);
    }

    private GraphValue Activate(GraphValue inner) => _settings.Activation switch
    {
        BertActivation.Relu => _graph.Call("Relu", inner),
        BertActivation.GeluByTanh => GeluByTanh(inner),
        _ => _layers.Gelu(inner),
    };

    private GraphValue GeluByTanh(GraphValue x)
    {
        var cube = _graph.Call("Mul", x, _graph.Call("Mul", x, x));
        var sum = _graph.Call("Add", x, _graph.Call("Mul", cube, _graph.Scalar(0.044715f)));
        var share = _graph.Call("Tanh", _graph.Call("Mul", sum, _graph.Scalar((float)Math.Sqrt(2 / Math.PI))));
        return _graph.Call("Mul", _graph.Call("Mul", x, _graph.Scalar(0.5f)), _graph.Call("Add", share, _graph.Scalar(1f)));
    }
}
