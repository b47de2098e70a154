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
        [typeof(BertBody)] = (body, graph, sequences, vectors) =>
            new BertGraph((BertBody)body, graph, sequences).Write(vectors),
    };

    /// <returns>
    /// The logits, float32 <c>[batch, outputs]</c>, or <c>[batch, time, outputs]</c> of a head that answers each step.
    /// </returns>
    /// <exception cref="NotSupportedException">There is no writer for the network's body or head.</exception>
    internal static GraphValue Write(SequenceNetwork network, IOperatorGraph graph, GraphSequences sequences)
    {
        if (!Writers.TryGetValue(network.Body.GetType(), out var write))
            throw NotExported(network.Body.GetType().Name, string.Join(", ", Writers.Keys.Select(type => type.Name)));
        if (network.Head is not (PooledHead or StepHead))
            throw NotExported(network.Head.GetType().Name, $"{nameof(PooledHead)}, {nameof(StepHead)}");
        var states = write(network.Body, graph, sequences, Input(network.Body.Input, graph, sequences));
        return network.Head is PooledHead head
            ? Output(head.Output, graph, graph.Pool(head.Pooling, states.All, sequences, states.Last))
            : SequenceInputGraph.InSlots(graph, Output(((StepHead)network.Head).Output, graph, states.All), sequences);
    }

    // The head's weights are few, and their errors directly affect the logits: they are never rounded.
    private static GraphValue Output(OutputLayer output, IOperatorGraph graph, GraphValue features) => graph.Linear(
        features, graph.AddConstant(output.Module.weight!, $"{SequenceHead.Name}.weight"),
        graph.AddConstant(output.Module.bias!, $"{SequenceHead.Name}.bias"));

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
