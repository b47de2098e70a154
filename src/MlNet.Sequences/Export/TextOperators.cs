using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Replacement in texts, which no ONNX operator does: texts are split at the text to replace, and the pieces joined again. Exact,
/// and in memory proportional to the texts.
/// </summary>
internal static class TextOperators
{
    /// <summary>
    /// Replaces each occurrence of a text by another, like <see cref="string.Replace(string, string?, StringComparison)"/>,
    /// ordinal.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="texts"><c>[batch]</c>, none empty.</param>
    /// <param name="old">The text to replace.</param>
    /// <param name="with">The replacement.</param>
    /// <returns><c>[batch]</c>, none empty.</returns>
    internal static GraphValue Replace(this OnnxGraph graph, GraphValue texts, string old, string with)
    {
        var (pieces, isBehind) = graph.Split(texts, old);
        return graph.Join(
            graph.Call("StringConcat", graph.OneOf(graph.Cast(isBehind, torch.ScalarType.Int64), "", with), pieces), texts);
    }

    /// <summary>Replaces each HTML line break, as recognized by <see cref="HtmlLineBreak"/>.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="texts"><c>[batch]</c>, none empty.</param>
    /// <param name="start">The start of the line break, in one case: "&lt;br".</param>
    /// <param name="with">The replacement.</param>
    /// <returns><c>[batch]</c>, none empty.</returns>
    internal static GraphValue ReplaceLineBreaks(this OnnxGraph graph, GraphValue texts, string start, string with)
    {
        var (pieces, isBehind) = graph.Split(texts, start);
        var none = graph.OneOf(graph.Cast(isBehind, torch.ScalarType.Int64), "", "");
        var halves = graph.CallForAll("StringSplit", [pieces], [("delimiter", ">"), ("maxsplit", 1L)], outputs: 2);
        // Pieces without '>' have one half or, if all are empty, none.
        // [batch, pieces, 2 to 4]
        var both = graph.Concat(2, halves[0], graph.Unsqueeze(none, 2), graph.Unsqueeze(none, 2));
        var isEnding = graph.Call("RegexFullMatch", [graph.At(both, 2, 0)], [("pattern", @"[ \t\n\r]*/?")]);
        var isEnded = graph.Call("And", isEnding, graph.Call("Greater", halves[1], graph.Scalar(1L)));
        var isBreak = graph.Call("And", isBehind, isEnded);
        var kept = graph.Call("Where", isBreak, graph.At(both, 2, 1), pieces);
        var which = graph.Call("Add", graph.Cast(isBehind, torch.ScalarType.Int64), graph.Cast(isBreak, torch.ScalarType.Int64));
        return graph.Join(graph.Call("StringConcat", graph.OneOf(which, "", start, with), kept), texts);
    }

    /// <summary>Texts by index, in the shape of <paramref name="which"/>.</summary>
    internal static GraphValue OneOf(this OnnxGraph graph, GraphValue which, params string[] texts) =>
        graph.Call("Gather", graph.AddTexts(texts), which);

    /// <summary>
    /// The pieces between the delimiters, <c>[batch, pieces]</c>, empty texts after the last; and whether a delimiter precedes a
    /// piece.
    /// </summary>
    private static (GraphValue Pieces, GraphValue IsBehind) Split(this OnnxGraph graph, GraphValue texts, string delimiter)
    {
        var split = graph.CallForAll("StringSplit", [texts], [("delimiter", delimiter)], outputs: 2);
        // [pieces]
        var numbers = graph.Call("Range", graph.Scalar(0L), graph.At(graph.Call("Shape", split[0]), 0, 1), graph.Scalar(1L));
        var isPiece = graph.Call("Less", numbers, graph.Unsqueeze(split[1], 1));                           // [batch, pieces]
        return (split[0], graph.Call("And", isPiece, graph.Call("Greater", numbers, graph.Scalar(0L))));
    }

    /// <summary>
    /// The pieces of each text, <c>[batch, pieces]</c>, joined in pairs until one is left, in the shape of the texts.
    /// </summary>
    private static GraphValue Join(this OnnxGraph graph, GraphValue pieces, GraphValue texts)
    {
        var round = graph.Inner("Loop");
        round.AddInput("round", OnnxTypes.Of(torch.ScalarType.Int64), []);
        round.AddInput("goesOn", OnnxTypes.Of(torch.ScalarType.Bool), []);
        var given = round.AddInput("pieces", OnnxTypes.Text, null);
        var twice = round.Call("Mul", round.Call("Div", Count(round, given), round.Vector(2)), round.Vector(2));
        var first = Every2nd(round, given, 0, twice);
        var pairs = round.Call("StringConcat", first, Every2nd(round, given, 1, twice));
        var left = round.Call("Slice", given, twice, round.Vector(int.MaxValue), round.Vector(1));        // [batch, 0 or 1]
        var joined = round.Concat(1, pairs, left);
        round.AddOutput(IsMoreThanOne(round, joined), OnnxTypes.Of(torch.ScalarType.Bool));
        round.AddOutput(joined, OnnxTypes.Text);

        var whole = graph.Call("Loop", [graph.Scalar(long.MaxValue), IsMoreThanOne(graph, pieces), pieces], [("body", round)]);
        return graph.Call("Reshape", whole, graph.Call("Shape", texts));
    }

    private static GraphValue Every2nd(OnnxGraph graph, GraphValue pieces, long from, GraphValue to) =>
        graph.Call("Slice", pieces, graph.Vector(from), to, graph.Vector(1), graph.Vector(2));

    private static GraphValue IsMoreThanOne(OnnxGraph graph, GraphValue pieces) =>
        graph.Call("Greater", graph.At(graph.Call("Shape", pieces), 0, 1), graph.Scalar(1L));

    // [1]
    private static GraphValue Count(OnnxGraph graph, GraphValue pieces) => graph.Slice(graph.Call("Shape", pieces), 0, 1, 2);
}
