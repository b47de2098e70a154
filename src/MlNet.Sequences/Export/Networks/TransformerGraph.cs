using TorchSharp;

namespace MlNet.Sequences;

/// <summary>A Transformer encoder in a graph, by plain matrix operators.</summary>
internal sealed class TransformerGraph
{
    private readonly TransformerBody _body;
    private readonly TransformerArchitecture _settings;
    private readonly IOperatorGraph _graph;
    private readonly GraphSequences _sequences;
    private readonly LayersGraph _layers;

    internal TransformerGraph(TransformerBody body, IOperatorGraph graph, GraphSequences sequences)
    {
        (_body, _settings, _graph, _sequences) = (body, body.Settings, graph, sequences);
        _layers = new(graph, sequences, _settings.HiddenSize, _settings.NumberOfHeads);
    }

    /// <param name="vectors"><c>[time, batch, hidden]</c>.</param>
    internal GraphStates Write(GraphValue vectors)
    {
        int width = _settings.HiddenSize / _settings.NumberOfHeads;
        var rotary = _settings.Positions == PositionEncoding.Rotary ? new RotaryGraph(_graph, Angles(width), width) : null;
        var steps = AddPositions(_graph.Transpose(vectors, 1, 0, 2));                        // [batch, time, hidden]
        for (int i = 0; i < _body.Layers.Count; i++)
            steps = Layer(_body.Layers[i], $"layer{i}", steps, rotary);
        return new(_graph.Transpose(_layers.Normalize(steps, "norm", _body.Norm), 1, 0, 2));         // [time, batch, hidden]
    }

    private GraphValue Layer(EncoderLayer layer, string name, GraphValue steps, RotaryGraph? rotary)
    {
        var projected = _layers.Linear(
            _layers.Normalize(steps, $"{name}.norm1", layer.Norm1), $"{name}.in_proj", layer.InProjection);
        steps = _graph.Call(
            "Add", steps, _layers.Linear(_layers.Attend(projected, rotary), $"{name}.out_proj", layer.OutProjection));
        var inner = _layers.Linear(
            _layers.Normalize(steps, $"{name}.norm2", layer.Norm2), $"{name}.linear1", layer.Linear1);
        return _graph.Call("Add", steps, _layers.Linear(_layers.Gelu(inner), $"{name}.linear2", layer.Linear2));
    }

    private GraphValue AddPositions(GraphValue steps)
    {
        switch (_settings.Positions)
        {
            case PositionEncoding.Learned:
                // Padding has the first position: a true step beyond the last position is an error, as in the network.
                var longest = _graph.Call("ReduceMax", [_sequences.Lengths], [("keepdims", 1L)]);
                var isUsed = _graph.Call("Less", _sequences.Times, longest);
                var positions = _graph.Call("Where", isUsed, _sequences.Times, _graph.Scalar(0L));      // [time]
                return _graph.Call(
                    "Add", steps, _graph.Rows(_body.Positions.Table!.weight!, $"{PositionLayer.Name}.weight", positions));
            case PositionEncoding.Sinusoidal:
                // [time, ceil(hidden / 2), 1]
                var angles = _graph.Unsqueeze(Angles(_settings.HiddenSize), 2);
                // [time, ceil(hidden / 2), 2]
                var pairs = _graph.Concat(2, _graph.Call("Sin", angles), _graph.Call("Cos", angles));
                var waves = _graph.Slice(_graph.Reshape(pairs, 0, -1), 1, 0, _settings.HiddenSize);     // [time, hidden]
                return _graph.Call(
                    "Add", _graph.Call("Mul", steps, _graph.Scalar((float)Math.Sqrt(_settings.HiddenSize))), waves);
            default:
                return steps;
        }
    }

    // [time, ceil(width / 2)]
    private GraphValue Angles(long width)
    {
        using var scope = torch.NewDisposeScope();
        var times = _graph.Unsqueeze(_graph.Cast(_sequences.Times, torch.ScalarType.Float32), 1);       // [time, 1]
        return _graph.Call("Mul", times, _graph.AddConstant(PositionLayer.Frequencies(width, torch.CPU)));
    }
}
