namespace MlNet.Sequences;

/// <summary>
/// The input of an exported model that accepts texts: splits them into words and maps these to keys, like <see
/// cref="WordEncoder"/>, and selects steps like <see cref="SequencePadder"/>.
/// </summary>
internal static class TextInputGraph
{
    internal const string Name = "text";

    /// <summary>Adds the input and its conversion to keys.</summary>
    /// <returns>int64 <c>[batch, time]</c>, 0 after the last token.</returns>
    internal static GraphValue Add(OnnxGraph graph, TextSteps steps)
    {
        var texts = graph.AddInput(Name, OnnxTypes.Text, ["batch"]);
        return steps.Padding is { } padding
            ? KeptTokensGraph.Pad(graph, Encode(graph, texts, steps), padding)
            : KeptTokensGraph.Compact(graph, Encode(graph, texts, steps));
    }

    /// <summary>The keys of the words, int64 <c>[batch, words]</c>; 0 for words without a key, and after the last.</summary>
    private static GraphValue Encode(OnnxGraph graph, GraphValue texts, TextSteps steps)
    {
        var options = steps.Options;
        string separator = options.Separator;
        // ONNX Runtime splits an empty text into nothing, ONNX's reference into one piece: so no text is left empty.
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
        foreach (string alone in Distinct(options, options.StandaloneCharacters))
            texts = graph.Replace(texts, alone, separator + alone + separator);

        var words = graph.CallForAll("StringSplit", [texts], [("delimiter", separator)], outputs: 2)[0]; // [batch, words]
        var known = steps.Vocabulary.Words.Where(word => word.Length > 0).Distinct().ToArray();
        return Label(
            graph, words, ["", .. known], [0, .. known.Select(word => (long)steps.Vocabulary.KeyOf(word))],
            steps.Vocabulary.OutOfVocabularyKey);
    }

    // Replacing line breaks of one case must not create some of another case with the surrounding text: a placeholder stands for
    // them in between, and its first character is escaped in the texts.
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
    /// The letters to lower-case so that words are found, each with its replacement. StringNormalizer is not used: its letters
    /// depend on the system's locale. A word with a letter that no known word has is unknown in any case.
    /// </summary>
    private static IEnumerable<(string Capital, string Small)> SmallLetters(TextSteps steps)
    {
        var options = steps.Options;
        if (!options.Lowercase)
            return [];
        IEnumerable<string> read = [
            .. steps.Vocabulary.Words, options.FilterCharacters, options.StandaloneCharacters, options.Separator,
            options.RemoveHtmlLineBreaks ? "br" : ""];
        return [.. read.SelectMany(text => text.EnumerateRunes()).Distinct()
            .SelectMany(rune => FullLowercase.CapitalsOf(rune).Append(new(rune, FullLowercase.SmallOf(rune))))
            .Where(pair => pair.Capital.ToString() != pair.Small).Distinct()
            .OrderBy(pair => pair.Capital.Value).Select(pair => (pair.Capital.ToString(), pair.Small))];
    }

    /// <summary>The characters that separate words, without those that lower-casing replaces.</summary>
    internal static IEnumerable<string> Filtered(TokenizeIntoWordsAsKeysOptions options) =>
        Distinct(options, options.FilterCharacters).Except(Distinct(options, options.StandaloneCharacters));

    private static IEnumerable<string> Distinct(TokenizeIntoWordsAsKeysOptions options, string characters) =>
        characters.EnumerateRunes()
        .Where(rune => !options.Lowercase || FullLowercase.SmallOf(rune) == rune.ToString())
        .Select(rune => rune.ToString()).Distinct();
}
