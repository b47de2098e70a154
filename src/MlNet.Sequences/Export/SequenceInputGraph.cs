using System.Globalization;
using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// The inputs of an exported model, read like rows by <see cref="SequenceReader"/>: padding at any position is removed, and the
/// true steps move to the front.
/// </summary>
internal static class SequenceInputGraph
{
    internal const string Tokens = "tokens", Values = "values";

    /// <summary>The name of the input for such sequences.</summary>
    internal static string NameOf(SequenceInput input) => input.IsTokens ? Tokens : Values;

    internal static GraphSequences Add(OnnxGraph graph, SequenceInput input) =>
        input.IsTokens
        ? Read(graph, graph.AddInput(Tokens, torch.ScalarType.Int64, "batch", "time"))
        : AddValues(graph, input.Channels);

    /// <summary>
    /// The sequences with 0 for missing numbers of a step: in a product of integers, NaN would affect the whole batch.
    /// </summary>
    internal static GraphSequences WithoutMissing(OnnxGraph graph, GraphSequences sequences, SequenceInput input) =>
        input.IsTokens
        ? sequences
        : sequences with { Steps = graph.Call("Where", graph.Call("IsNaN", sequences.Steps), graph.Scalar(0f), sequences.Steps) };

    /// <summary>The logits of steps, back in the slots of the input: NaN at padding.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="logits"><c>[time, batch, outputs]</c>, true steps first.</param>
    /// <param name="sequences">The sequences.</param>
    /// <returns><c>[batch, time, outputs]</c>, without the step of padding that was put behind the input.</returns>
    internal static GraphValue InSlots(IOperatorGraph graph, GraphValue logits, GraphSequences sequences)
    {
        var steps = graph.Transpose(logits, 1, 0, 2);                                                   // [batch, time, outputs]
        // The slots are numbers from 0, each once: what sorts them says where each of them came to stand.
        var count = graph.Call("Shape", sequences.Times);
        var places = graph.Call(
            "TopK", [sequences.Slots, count], [("axis", 1L), ("largest", 0L), ("sorted", 1L)], output: 1);  // [batch, time]
        var ofAll = graph.Call("Expand", graph.Unsqueeze(places, 2), graph.Call("Shape", steps));
        var inSlots = graph.Call("GatherElements", [steps, ofAll], [("axis", 1L)]);
        var answered = graph.Call("Where", graph.Unsqueeze(sequences.IsFilled, 2), inSlots, graph.Scalar(float.NaN));
        return graph.Slice(answered, 1, 0, -1);
    }

    /// <summary>
    /// The logits, NaN if a step was partly missing, as in the network; ONNX Runtime's recurrent operators would return numbers.
    /// </summary>
    internal static GraphValue WithoutBroken(
        OnnxGraph graph, GraphValue logits, GraphSequences sequences, SequenceInput input, bool isPerStep)
    {
        if (input.IsTokens)
            return logits;
        // [time, batch, channels]
        var isMissing = graph.Cast(graph.Call("IsNaN", sequences.Steps), torch.ScalarType.Float32);
        var missing = graph.Call("ReduceSum", [isMissing, graph.Vector(0, 2)], [("keepdims", 0L)]);      // [batch]
        long[] axes = isPerStep ? [1, 2] : [1];
        var isBroken = graph.Unsqueeze(graph.Call("Greater", missing, graph.Scalar(0f)), axes);
        return graph.Call("Where", isBroken, graph.Scalar(float.NaN), logits);
    }

    /// <summary>Sequences of tokens, int64 <c>[batch, time]</c>.</summary>
    internal static GraphSequences Read(OnnxGraph graph, GraphValue tokens)
    {
        // A padding step after every sequence, so that the operators always have one to work on.
        var padded = graph.Call("Pad", tokens, graph.Vector(0, 0, 0, 1), graph.Scalar(0L));     // [batch, time + 1]
        var isStep = graph.Call("Greater", padded, graph.Scalar(0L));
        return Gather(graph, padded, isStep, indices => indices, isStep, graph.Scalar(0L), [1, 0]);
    }

    private static GraphSequences AddValues(OnnxGraph graph, int channels)
    {
        var values = graph.AddInput(
            Values, torch.ScalarType.Float32, "batch", "time", channels.ToString(CultureInfo.InvariantCulture));
        // [batch, time + 1, channels]
        var padded = graph.Call("Pad", values, graph.Vector(0, 0, 0, 0, 1, 0), graph.Scalar(float.NaN));
        var isNumber = graph.Cast(graph.Call("Not", graph.Call("IsNaN", padded)), torch.ScalarType.Float32);
        var numbers = graph.Call("ReduceSum", [isNumber, graph.Vector(2)], [("keepdims", 0L)]);          // [batch, time + 1]
        var isStep = graph.Call("Greater", numbers, graph.Scalar(0f));
        return Gather(
            graph, padded, isStep, indices => graph.Call("Expand", graph.Unsqueeze(indices, 2), graph.Call("Shape", padded)),
            graph.Unsqueeze(isStep, 2), graph.Scalar(0f), [1, 0, 2]);
    }

    /// <summary>The indices of each sequence's true steps, in order, followed by the others.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="isStep">bool <c>[batch, time]</c>.</param>
    /// <param name="times">0, 1, 2 …: int64 <c>[time]</c>.</param>
    /// <param name="kept">The number of indices: int64 <c>[1]</c>.</param>
    /// <returns>int64 <c>[batch, kept]</c>.</returns>
    internal static GraphValue TrueFirst(OnnxGraph graph, GraphValue isStep, GraphValue times, GraphValue kept)
    {
        var place = graph.Call("Where", isStep, times, graph.Call("Add", times, graph.Call("Shape", times)));   // [batch, time]
        return graph.Call("TopK", [place, kept], [("axis", 1L), ("largest", 0L), ("sorted", 1L)], output: 1);
    }

    /// <param name="graph">The graph.</param>
    /// <param name="padded"><c>[batch, time, …]</c>.</param>
    /// <param name="isStep">bool <c>[batch, time]</c>.</param>
    /// <param name="shape">Brings indices <c>[batch, time]</c> into the shape of <paramref name="padded"/>.</param>
    /// <param name="isItem"><paramref name="isStep"/> in as many dimensions as <paramref name="padded"/>.</param>
    /// <param name="padding">The final value of padded steps.</param>
    /// <param name="timeFirst">The axes of <paramref name="padded"/>, time first.</param>
    private static GraphSequences Gather(
        OnnxGraph graph, GraphValue padded, GraphValue isStep, Func<GraphValue, GraphValue> shape, GraphValue isItem,
        GraphValue padding, long[] timeFirst)
    {
        var time = graph.At(graph.Call("Shape", padded), 0, 1);                                          // [], as in Range
        var times = graph.Call("Range", graph.Scalar(0L), time, graph.Scalar(1L));                       // [time]
        var count = graph.Call("Shape", times);                                                          // [1]
        var lengths = graph.Call("ReduceSum", [graph.Cast(isStep, torch.ScalarType.Int64), graph.Vector(1)], [("keepdims", 0L)]);

        var indices = TrueFirst(graph, isStep, times, count);                                            // [batch, time]
        var clean = graph.Call("Where", isItem, padded, padding);
        var gathered = graph.Call("GatherElements", [clean, shape(indices)], [("axis", 1L)]);
        var isStepInOrder = graph.Call("Less", graph.Unsqueeze(times, 1), lengths);                      // [time, batch]
        return new(graph.Transpose(gathered, timeFirst), lengths, times, isStepInOrder, indices, isStep);
    }
}
