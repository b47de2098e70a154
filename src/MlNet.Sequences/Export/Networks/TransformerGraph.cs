using TorchSharp;
using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>A Transformer encoder in a graph, by plain matrix operators.</summary>
internal sealed class TransformerGraph
{
    private readonly TransformerBody _body;
    private readonly TransformerArchitecture _settings;
    private readonly IOperatorGraph _graph;
    private readonly GraphSequences _sequences;
    private readonly GraphValue _mask; // 0 for true steps and minus infinity for padding, [batch, 1, 1, time]

    internal TransformerGraph(TransformerBody body, IOperatorGraph graph, GraphSequences sequences)
    {
        (_body, _settings, _graph, _sequences) = (body, body.Settings, graph, sequences);
        // An empty sequence attends to its first padding step: a softmax over nothing is NaN. Pooling ignores it.
        var lengths = graph.Call("Max", sequences.Lengths, graph.Scalar(1L));
        var isStep = graph.Call("Less", sequences.Times, graph.Unsqueeze(lengths, 1));       // [batch, time]
        _mask = graph.Unsqueeze(graph.Call("Where", isStep, graph.Scalar(0f), graph.Scalar(float.NegativeInfinity)), 1, 2);
    }

    /// <param name="vectors"><c>[time, batch, hidden]</c>.</param>
    internal GraphStates Write(GraphValue vectors)
    {
        int width = _settings.HiddenSize / _settings.NumberOfHeads;
        var rotary = _settings.Positions == PositionEncoding.Rotary ? new RotaryGraph(_graph, Angles(width), width) : null;
        var steps = AddPositions(_graph.Transpose(vectors, 1, 0, 2));                        // [batch, time, hidden]
        for (int i = 0; i < _body.Layers.Count; i++)
            steps = Layer(_body.Layers[i], $"layer{i}", steps, rotary);
        return new(_graph.Transpose(Normalize(steps, "norm", _body.Norm), 1, 0, 2));         // [time, batch, hidden]
    }

    private GraphValue Layer(EncoderLayer layer, string name, GraphValue steps, RotaryGraph? rotary)
    {
        var attended = Attend(
            Linear(Normalize(steps, $"{name}.norm1", layer.Norm1), $"{name}.in_proj", layer.InProjection), rotary);
        steps = _graph.Call("Add", steps, Linear(attended, $"{name}.out_proj", layer.OutProjection));
        var inner = Linear(Normalize(steps, $"{name}.norm2", layer.Norm2), $"{name}.linear1", layer.Linear1);
        return _graph.Call("Add", steps, Linear(Gelu(inner), $"{name}.linear2", layer.Linear2));
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

    private GraphValue Linear(GraphValue steps, string name, Linear layer) =>
        _graph.Call(
            "Add", _graph.Product(steps, layer.weight!, $"{name}.weight"), _graph.AddConstant(layer.bias!, $"{name}.bias"));

    private GraphValue Normalize(GraphValue steps, string name, LayerNorm layer) => _graph.Call(
        "LayerNormalization",
        [steps, _graph.AddConstant(layer.weight!, $"{name}.weight"), _graph.AddConstant(layer.bias!, $"{name}.bias")],
        [("axis", -1L), ("epsilon", 1e-5f)]); // torch's epsilon

    // x times the normal distribution function of x (Hendrycks and Gimpel 2016).
    private GraphValue Gelu(GraphValue value)
    {
        var share = _graph.Call("Erf", _graph.Call("Mul", value, _graph.Scalar((float)Math.Sqrt(0.5))));
        return _graph.Call("Mul", _graph.Call("Mul", value, _graph.Scalar(0.5f)), _graph.Call("Add", share, _graph.Scalar(1f)));
    }

    // projected: queries, keys and values, [batch, time, 3 × hidden]; to [batch, time, hidden]
    private GraphValue Attend(GraphValue projected, RotaryGraph? rotary)
    {
        int heads = _settings.NumberOfHeads, hidden = _settings.HiddenSize;
        int width = hidden / heads;
        // [3, batch, heads, time, width]
        var parts = _graph.Transpose(_graph.Reshape(projected, 0, 0, 3, heads, width), 2, 0, 3, 1, 4);
        GraphValue queries = _graph.At(parts, 0, 0), keys = _graph.At(parts, 0, 1), values = _graph.At(parts, 0, 2);
        if (rotary is not null)
            (queries, keys) = (rotary.Apply(queries), rotary.Apply(keys));
        queries = _graph.Call("Mul", queries, _graph.Scalar((float)(1 / Math.Sqrt(width))));
        // [batch, heads, time, time]
        var products = _graph.Call("MatMul", queries, _graph.Transpose(keys, 0, 1, 3, 2));
        var weights = _graph.Call("Softmax", [_graph.Call("Add", products, _mask)], [("axis", -1L)]);
        // [batch, time, heads, width]
        var attended = _graph.Transpose(_graph.Call("MatMul", weights, values), 0, 2, 1, 3);
        return _graph.Reshape(attended, 0, 0, hidden);
    }
}
