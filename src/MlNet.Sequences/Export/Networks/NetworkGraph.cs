using TorchSharp.Modules;

namespace MlNet.Sequences;

/// <summary>
/// Writes a trained network's scoring computation into a graph: each body by the writer of its kind, and the head.
/// </summary>
internal static class NetworkGraph
{
    /// <summary>Writes a body, from its input layer to its states.</summary>
    private delegate GraphStates Writer(SequenceBody body, IOperatorGraph graph, GraphSequences sequences, GraphValue vectors);

    private static readonly Dictionary<Type, Writer> Writers = new()
    {
        [typeof(RecurrentBody)] = (body, graph, sequences, vectors) =>
            new RecurrentGraph((RecurrentBody)body, graph, sequences).Write(vectors),
        [typeof(TransformerBody)] = (body, graph, sequences, vectors) =>
            new TransformerGraph((TransformerBody)body, graph, sequences).Write(vectors),
    };

    /// <returns>The logits, float32 <c>[batch, outputs]</c>.</returns>
    /// <exception cref="NotSupportedException">There is no writer for the network's body or head.</exception>
    internal static GraphValue Write(SequenceNetwork network, IOperatorGraph graph, GraphSequences sequences)
    {
        if (!Writers.TryGetValue(network.Body.GetType(), out var write))
            throw NotExported(network.Body.GetType().Name, string.Join(", ", Writers.Keys.Select(type => type.Name)));
        if (network.Head is not PooledHead head)
            throw NotExported(network.Head.GetType().Name, nameof(PooledHead));
        var states = write(network.Body, graph, sequences, Input(network.Body.Input, graph, sequences));
        var pooled = graph.Pool(head.Pooling, states.All, sequences, states.Last);                   // [batch, pooled]
        // The head's weights are few, and their errors directly affect the logits: they are never rounded.
        var (weight, bias) = (head.Output.Module.weight!, head.Output.Module.bias!);
        return graph.Linear(
            pooled, graph.AddConstant(weight, $"{SequenceHead.Name}.weight"),
            graph.AddConstant(bias, $"{SequenceHead.Name}.bias"));
    }

    // [time, batch, embedding]
    private static GraphValue Input(InputLayer input, IOperatorGraph graph, GraphSequences sequences) => input.Module switch
    {
        Linear projection => graph.Linear(
            sequences.Steps, graph.AddWeights(projection.weight!, $"{input.Name}.weight"),
            graph.AddConstant(projection.bias!, $"{input.Name}.bias")),
        _ => graph.Rows(((Embedding)input.Module).weight!, $"{input.Name}.weight", sequences.Steps),
    };

    private static NotSupportedException NotExported(string part, string known) => new(
        $"A network must consist of parts that can be written to ONNX, {known}; received {part}. Save the model with " +
        "mlContext.Model.Save, which accepts any network.");
}
