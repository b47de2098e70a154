namespace MlNet.Sequences;

/// <summary>
/// The input of an exported model that takes texts: splits them into words and gives these their keys, as
/// <see cref="WordEncoder"/> does, and takes the steps that <see cref="SequencePadder"/> leaves.
/// </summary>
internal static class TextInputGraph
{
    internal const string Name = "text";

    /// <summary>Puts in the input and what makes keys of it.</summary>
    /// <returns>int64 <c>[batch, time]</c>, 0 behind the last token.</returns>
    internal static GraphValue Add(OnnxGraph graph, TextSteps steps)
    {
        var texts = graph.AddInput(Name, OnnxTypes.Text, ["batch"]);
        return steps.Padding is { } padding
            ? KeptTokensGraph.Pad(graph, Encode(graph, texts, steps), padding)
            : KeptTokensGraph.Compact(graph, Encode(graph, texts, steps));
    }

    /// <summary>The keys of the words, int64 <c>[batch, words]</c>; 0 for words that have none, and behind the last.</summary>
    private static GraphValue Encode(OnnxGraph graph, GraphValue texts, TextSteps steps)
    {
        var options = steps.Options;
        string separator = options.Separator;
        // ONNX Runtime splits an empty text into nothing, ONNX's reference into one piece: here none is empty.
        var isEmpty = Label(graph, texts, [""], [1], other: 0);                                           // [batch]
        texts = graph.Call("StringConcat", texts, graph.OneOf(isEmpty, "", separator));

        foreach (var (capital, small) in SmallLetters(steps))
            texts = graph.Replace(texts, capital, small);
        if (options.RemoveHtmlLineBreaks)
            texts = options.Lowercase
                ? graph.ReplaceLineBreaks(texts, "<br", separator)
                : WithoutLineBreaksOfAnyCase(graph, texts, separator);
        foreach (string filtered in Filtered(options).Where(filtered => filtered != separator))
            texts = graph.Replace(texts, filtered, separator);

        var words = graph.CallForAll("StringSplit", [texts], [("delimiter", separator)], outputs: 2)[0]; // [batch, words]
        var known = steps.Vocabulary.Words.Where(word => word.Length > 0).Distinct().ToArray();
        return Label(
            graph, words, ["", .. known], [0, .. known.Select(word => (long)steps.Vocabulary.KeyOf(word))],
            steps.Vocabulary.OutOfVocabularyKey);
    }

    // What replaces the line breaks of one case must make none of another with the text around it: a text of no meaning stands
    // for it meanwhile, and the character that it begins with is told from that of the texts.
    private static GraphValue WithoutLineBreaksOfAnyCase(OnnxGraph graph, GraphValue texts, string separator)
    {
        const string mark = "\u0001", own = "\u0001\u0002", lineBreak = "\u0001\u0003";
        texts = graph.Replace(texts, mark, own);
        foreach (string start in new[] { "<br", "<Br", "<bR", "<BR" })
            texts = graph.ReplaceLineBreaks(texts, start, lineBreak);
        return graph.Replace(graph.Replace(texts, lineBreak, separator), own, mark);
    }

    private static GraphValue Label(OnnxGraph graph, GraphValue texts, string[] keys, long[] values, long other) => graph.Call(
        "LabelEncoder", [texts], [("keys_strings", keys), ("values_int64s", values), ("default_int64", other)]);

    /// <summary>
    /// The letters that must become small for a word to be found, each with what it becomes. StringNormalizer does not: its
    /// letters depend on the system's locale. A word with a letter that no known word has is unknown whatever its case.
    /// </summary>
    private static IEnumerable<(string Capital, string Small)> SmallLetters(TextSteps steps)
    {
        var options = steps.Options;
        if (!options.Lowercase)
            return [];
        IEnumerable<string> read = [
            .. steps.Vocabulary.Words, options.FilterCharacters, options.Separator, options.RemoveHtmlLineBreaks ? "br" : ""];
        return [.. read.SelectMany(text => text.EnumerateRunes()).Distinct()
            .SelectMany(rune => FullLowercase.CapitalsOf(rune).Append(new(rune, FullLowercase.SmallOf(rune))))
            .Where(pair => pair.Capital.ToString() != pair.Small).Distinct()
            .OrderBy(pair => pair.Capital.Value).Select(pair => (pair.Capital.ToString(), pair.Small))];
    }

    /// <summary>The characters that separate words; those that lower-casing leaves none of do not.</summary>
    internal static IEnumerable<string> Filtered(TokenizeIntoWordsAsKeysOptions options) =>
        options.FilterCharacters.EnumerateRunes()
        .Where(rune => !options.Lowercase || FullLowercase.SmallOf(rune) == rune.ToString())
        .Select(rune => rune.ToString()).Distinct();
}
