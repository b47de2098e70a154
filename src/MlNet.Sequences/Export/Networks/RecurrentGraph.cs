using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Recurrent layers in a graph, by the operators LSTM, GRU and RNN, which get each sequence's true length.
/// </summary>
internal sealed class RecurrentGraph(RecurrentBody body, IOperatorGraph graph, GraphSequences sequences)
{
    private readonly RecurrentArchitecture _settings = body.Settings;

    // The gates of torch's weights in the operator's order: an LSTM's input, forget, cell, output as input, output, forget, cell;
    // a GRU's reset, update, new as update, reset, new.
    private IReadOnlyList<int> GateOrder => _settings.Cell.Gates switch
    {
        4 => [0, 3, 1, 2],
        3 => [1, 0, 2],
        _ => [0],
    };

    /// <param name="vectors"><c>[time, batch, embedding]</c>.</param>
    internal GraphStates Write(GraphValue vectors)
    {
        // An empty sequence is read as one step of padding, which pooling ignores.
        var lengths = graph.Cast(graph.Call("Max", sequences.Lengths, graph.Scalar(1L)), torch.ScalarType.Int32);
        int number = 0;
        var steps = vectors;
        foreach (var directions in body.Layers.Layers)
            steps = Run(directions, number++, steps, lengths);
        return new(steps, _settings.Bidirectional ? () => LastOfBoth(steps) : null);
    }

    // [time, batch, hidden × directions]
    private GraphValue Run(torch.nn.Module[] directions, int number, GraphValue steps, GraphValue lengths)
    {
        using var scope = torch.NewDisposeScope();
        string layer = $"{_settings.Cell.Name}.l{number}";
        var weights = directions.Select(direction => direction.parameters().Select(InOrder).ToArray()).ToArray();
        var byInput = torch.stack(weights.Select(w => w[0]));                               // [directions, gates × hidden, input]
        // [directions, gates × hidden, hidden]
        var byState = torch.stack(weights.Select(w => w[1]));
        var biases = torch.stack(weights.Select(w => torch.cat([w[2], w[3]])));             // [directions, 2 × gates × hidden]
        GraphValue[] inputs =
        [
            steps, graph.AddWeights(byInput, $"{layer}.W"), graph.AddWeights(byState, $"{layer}.R"),
            graph.AddConstant(biases, $"{layer}.B"), lengths,
        ];
        // [time, directions, batch, hidden]
        var states = graph.Call(_settings.Cell.Name.ToUpperInvariant(), inputs, Attributes());
        return graph.Reshape(graph.Transpose(states, 0, 2, 1, 3), 0, 0, directions.Length * _settings.HiddenSize);
    }

    private List<(string Name, object Value)> Attributes()
    {
        List<(string, object)> attributes =
            [("hidden_size", (long)_settings.HiddenSize), ("direction", _settings.Bidirectional ? "bidirectional" : "forward")];
        if (_settings.Cell == RecurrentCell.Gru)
            attributes.Add(("linear_before_reset", 1L)); // torch resets the product with the state, not the state
        return attributes;
    }

    // The rows of each gate, in the operator's order.
    private torch.Tensor InOrder(torch.Tensor weight)
    {
        var gates = weight.detach().chunk(GateOrder.Count);
        return torch.cat([.. GateOrder.Select(gate => gates[gate])]);
    }

    // The backward direction finishes at the first time step.
    private GraphValue LastOfBoth(GraphValue states)
    {
        int hidden = _settings.HiddenSize;
        var forward = graph.Last(graph.Slice(states, 2, 0, hidden), sequences);
        var backward = graph.First(graph.Slice(states, 2, hidden, 2 * hidden), sequences);
        return graph.Concat(-1, forward, backward);                                         // [batch, 2 × hidden]
    }
}
