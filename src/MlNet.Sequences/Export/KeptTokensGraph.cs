using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Which tokens of a sequence are kept, in a graph: the counterpart of <see cref="SequencePadder"/>.</summary>
internal static class KeptTokensGraph
{
    /// <summary>
    /// Sequences of at most the padding's length, as the network will see them: missing keys are dropped, and other padding keys
    /// are tokens.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="tokens">int64 <c>[batch, time]</c>, 0 if there is none.</param>
    /// <param name="padding">The padding's options.</param>
    /// <returns>int64 <c>[batch, kept time]</c>, 0 after the last token.</returns>
    internal static GraphValue Pad(OnnxGraph graph, GraphValue tokens, PadSequenceOptions padding)
    {
        int length = padding.Length;
        var kept = padding.Truncation switch
        {
            SequenceTruncation.Post => Keep(graph, tokens, length, 0),
            SequenceTruncation.Pre => Keep(graph, tokens, 0, length),
            _ => Keep(graph, tokens, length - (length / 2), length / 2),
        };
        if (padding.PaddingValue == 0)
            return Compact(graph, kept);

        // Adds as many as could be missing, then drops the surplus.
        var batch = graph.Slice(graph.Call("Shape", kept), 0, 0, 1);                                      // [1]
        var pads = graph.Call("Expand", graph.Scalar((long)padding.PaddingValue), graph.Concat(0, batch, graph.Vector(length)));
        return Compact(graph, padding.Padding == SequencePadding.Post
            ? Keep(graph, graph.Concat(1, kept, pads), length, 0)
            : Keep(graph, graph.Concat(1, pads, kept), 0, length));
    }

    /// <summary>Every token at the front, in as many steps as the longest sequence has, or one if all are empty.</summary>
    /// <returns>int64 <c>[batch, time of the longest]</c>.</returns>
    internal static GraphValue Compact(OnnxGraph graph, GraphValue tokens)
    {
        var isToken = graph.Call("Greater", tokens, graph.Scalar(0L));
        var time = graph.At(graph.Call("Shape", tokens), 0, 1);                                           // []
        var times = graph.Call("Range", graph.Scalar(0L), time, graph.Scalar(1L));                        // [time]
        var longest = graph.Call("ReduceMax", [Counts(graph, isToken)], [("keepdims", 0L)]);              // []
        var kept = graph.Unsqueeze(graph.Call("Max", longest, graph.Scalar(1L)), 0);
        return graph.Call("GatherElements", [tokens, SequenceInputGraph.TrueFirst(graph, isToken, times, kept)], [("axis", 1L)]);
    }

    /// <summary>The first and the last tokens of each sequence in place, 0 for all others.</summary>
    private static GraphValue Keep(OnnxGraph graph, GraphValue tokens, long first, long last)
    {
        var isToken = graph.Call("Greater", tokens, graph.Scalar(0L));
        var number = graph.Call("CumSum", graph.Cast(isToken, torch.ScalarType.Int64), graph.Scalar(1L)); // [batch, time], from 1
        var isKept = graph.Call("LessOrEqual", number, graph.Scalar(first));
        if (last > 0)
        {
            var others = graph.Call("Sub", Counts(graph, isToken), graph.Scalar(last));                   // [batch, 1]
            isKept = graph.Call("Or", isKept, graph.Call("Greater", number, others));
        }

        return graph.Call("Where", isKept, tokens, graph.Scalar(0L));
    }

    private static GraphValue Counts(OnnxGraph graph, GraphValue isToken) =>
        graph.Call("ReduceSum", [graph.Cast(isToken, torch.ScalarType.Int64), graph.Vector(1)], [("keepdims", 1L)]);
}
