namespace MlNet.Sequences;

/// <summary>The counterpart of <see cref="Pooling"/> in a graph.</summary>
internal static class PoolingGraph
{
    /// <param name="graph">The graph.</param>
    /// <param name="pooling">The kind of pooling.</param>
    /// <param name="states"><c>[time, batch, features]</c>, with numbers at padded steps, too.</param>
    /// <param name="sequences">Has the true lengths.</param>
    /// <param name="last">Computes the last states, <c>[batch, features]</c>; null for those at the last true time step.</param>
    /// <returns><c>[batch, features]</c>, twice or three times the features if several are concatenated.</returns>
    internal static GraphValue Pool(
        this IOperatorGraph graph, SequencePooling pooling, GraphValue states, GraphSequences sequences,
        Func<GraphValue>? last = null) => pooling switch
        {
            SequencePooling.First => graph.First(states, sequences),
            SequencePooling.Max => graph.Max(states, sequences),
            SequencePooling.Mean => graph.Mean(states, sequences),
            SequencePooling.MeanAndMax => graph.Concat(-1, graph.Mean(states, sequences), graph.Max(states, sequences)),
            SequencePooling.LastMeanAndMax => graph.Concat(
                -1, last?.Invoke() ?? graph.Last(states, sequences), graph.Mean(states, sequences), graph.Max(states, sequences)),
            _ => last?.Invoke() ?? graph.Last(states, sequences),
        };

    internal static GraphValue First(this IOperatorGraph graph, GraphValue states, GraphSequences sequences)
    {
        var isFirst = graph.Unsqueeze(graph.Call("Equal", sequences.Times, graph.Scalar(0L)), 1);    // [time, 1]
        return graph.SumWhere(graph.Call("And", isFirst, sequences.IsStep), states);
    }

    // An empty sequence has no last step, and the sum over no steps is 0.
    internal static GraphValue Last(this IOperatorGraph graph, GraphValue states, GraphSequences sequences)
    {
        var last = graph.Call("Sub", sequences.Lengths, graph.Scalar(1L));                           // [batch]
        return graph.SumWhere(graph.Call("Equal", graph.Unsqueeze(sequences.Times, 1), last), states);
    }

    private static GraphValue Mean(this IOperatorGraph graph, GraphValue states, GraphSequences sequences)
    {
        var steps = graph.Cast(graph.Call("Max", sequences.Lengths, graph.Scalar(1L)), TorchSharp.torch.ScalarType.Float32);
        return graph.Call("Div", graph.SumWhere(sequences.IsStep, states), graph.Unsqueeze(steps, 1));
    }

    private static GraphValue Max(this IOperatorGraph graph, GraphValue states, GraphSequences sequences)
    {
        var steps = graph.Call("Where", graph.Unsqueeze(sequences.IsStep, 2), states, graph.Scalar(float.NegativeInfinity));
        var greatest = graph.Call("ReduceMax", [steps], [("axes", (long[])[0]), ("keepdims", 0L)]);  // [batch, features]
        var isEmpty = graph.Unsqueeze(graph.Call("Equal", sequences.Lengths, graph.Scalar(0L)), 1);  // [batch, 1]
        return graph.Call("Where", isEmpty, graph.Scalar(0f), greatest);
    }

    /// <summary>The sum of the states at the steps that are true in <c>[time, batch]</c>: <c>[batch, features]</c>.</summary>
    private static GraphValue SumWhere(this IOperatorGraph graph, GraphValue chosen, GraphValue states) =>
        graph.SumOfFirst(graph.Call("Where", graph.Unsqueeze(chosen, 2), states, graph.Scalar(0f)));
}
