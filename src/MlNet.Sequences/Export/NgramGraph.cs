using TorchSharp;

namespace MlNet.Sequences;

/// <summary>Adds the n-grams beside a network to a graph: the counterpart of <see cref="NgramBranch"/>.</summary>
internal static class NgramGraph
{
    /// <param name="graph">The graph.</param>
    /// <param name="branch">The n-grams.</param>
    /// <param name="sequences">The sequences, tokens.</param>
    /// <param name="logits">The network's logits, float32 <c>[batch, outputs]</c>.</param>
    /// <returns>The logits of both, float32 <c>[batch, outputs]</c>.</returns>
    internal static GraphValue Add(OnnxGraph graph, NgramBranch branch, GraphSequences sequences, GraphValue logits)
    {
        var (weights, blend) = branch;
        var (outputs, missing) = (weights.Outputs, graph.Scalar(-1L));
        var sorted = Sorted(graph, Find(graph, weights.Ngrams, sequences, missing));                  // [batch, places]
        // A text has each of its n-grams once: of equal neighbors the first counts.
        var before = graph.Slice(graph.Call("Pad", sorted, graph.Vector(0, 1, 0, 0), missing), 1, 0, -1);
        var counts = graph.Call(
            "And", graph.Call("Greater", sorted, missing), graph.Call("Not", graph.Call("Equal", sorted, before)));

        using var table = Table(weights);                                                             // [n-grams + 1, outputs]
        var none = graph.Scalar((long)weights.Ngrams.Count);
        var found = graph.Rows(table, "ngrams.weight", graph.Call("Where", counts, sorted, none));    // [batch, places, outputs]
        var sum = graph.Call("ReduceSum", [found, graph.Vector(1)], [("keepdims", 0L)]);              // [batch, outputs]
        var number = graph.Call(
            "ReduceSum", [graph.Cast(counts, torch.ScalarType.Float32), graph.Vector(1)], [("keepdims", 1L)]);   // [batch, 1]
        var scaled = graph.Call("Div", sum, graph.Call("Sqrt", graph.Call("Max", number, graph.Scalar(1f))));
        using var biases = torch.tensor([.. weights.Biases.Select(bias => (float)bias)]);             // [outputs]
        var own = graph.Call("Add", scaled, graph.AddConstant(biases, "ngrams.bias"));
        if (outputs > 1)
            own = graph.Call("Neg", graph.Call("Softplus", graph.Call("Neg", own)));                  // log sigmoid
        return graph.Call(
            "Add",
            graph.Call(
                "Add", graph.Call("Mul", logits, graph.Scalar((float)blend.Network)),
                graph.Call("Mul", own, graph.Scalar((float)blend.Ngrams))),
            graph.Scalar((float)blend.Bias));
    }

    /// <summary>
    /// The numbers of the n-grams at each step, all lengths side by side; -1 for none: int64 <c>[batch, places]</c>.
    /// </summary>
    private static GraphValue Find(OnnxGraph graph, NgramVocabulary ngrams, GraphSequences sequences, GraphValue missing)
    {
        using var numbers = torch.tensor(ngrams.NumbersOfTokens());
        var tokens = graph.Transpose(sequences.Steps, 1, 0);                                          // [batch, time]
        var singles = graph.Call("Gather", graph.AddConstant(numbers, "ngrams.tokens"), tokens);      // [batch, time]
        var all = new List<GraphValue> { singles };
        for (int length = 2; length <= ngrams.Length; length++)
        {
            // [batch, time - length + 1]
            var first = graph.Slice(all[^1], 1, 0, -1);
            var last = graph.Slice(singles, 1, length - 1, int.MaxValue);
            all.Add(Find(graph, CuckooTable.Of(ngrams, length), $"ngrams.{length}", first, last, missing));
        }

        return all.Count == 1 ? singles : graph.Concat(1, [.. all]);
    }

    private static GraphValue Find(
        OnnxGraph graph, CuckooTable table, string name, GraphValue first, GraphValue last, GraphValue missing)
    {
        var isPair = graph.Call("And", graph.Call("Greater", first, missing), graph.Call("Greater", last, missing));
        var zero = graph.Scalar(0L);
        (first, last) = (graph.Call("Where", isPair, first, zero), graph.Call("Where", isPair, last, zero));
        using var keysOfTable = torch.tensor(table.Keys);
        using var numbersOfTable = torch.tensor(table.Numbers);
        var (keys, numbers) = (
            graph.AddConstant(keysOfTable, $"{name}.keys"), graph.AddConstant(numbersOfTable, $"{name}.numbers"));
        var key = Sum(first, table.Radix, last, 1);
        var found = missing;
        foreach (var (place, start) in table.Hashes.Zip([0L, table.Size]))
        {
            var hash = graph.Call("Mod", Sum(first, place.First, last, place.Last), graph.Scalar(table.Size));
            var at = graph.Call("Add", hash, graph.Scalar(start));
            found = graph.Call(
                "Where", graph.Call("Equal", graph.Call("Gather", keys, at), key), graph.Call("Gather", numbers, at), found);
        }

        return graph.Call("Where", isPair, found, missing);

        GraphValue Sum(GraphValue a, long factorOfA, GraphValue b, long factorOfB) => graph.Call(
            "Add", graph.Call("Mul", a, graph.Scalar(factorOfA)), graph.Call("Mul", b, graph.Scalar(factorOfB)));
    }

    // The greatest first.
    private static GraphValue Sorted(OnnxGraph graph, GraphValue numbers)
    {
        var places = graph.Slice(graph.Call("Shape", numbers), 0, 1, 2);                              // [1]
        return graph.CallForAll("TopK", [numbers, places], [("axis", 1L), ("largest", 1L), ("sorted", 1L)], outputs: 2)[0];
    }

    // The last row, of zeros, is for tokens that form no n-gram.
    private static torch.Tensor Table(NgramWeights weights)
    {
        float[] values = new float[(weights.Ngrams.Count + 1) * weights.Outputs];
        weights.Weights.CopyTo(values);
        return torch.tensor(values, [weights.Ngrams.Count + 1, weights.Outputs]);
    }
}
