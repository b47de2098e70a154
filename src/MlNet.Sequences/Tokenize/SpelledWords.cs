namespace MlNet.Sequences;

/// <summary>The words of a text that have keys, as the text spells them. Not thread-safe.</summary>
internal sealed class SpelledWords
{
    private readonly WordVocabulary _vocabulary;
    private readonly WordSplitter _splitter;
    private readonly WordSplitter? _spelling; // null if words keep their case

    internal SpelledWords(WordVocabulary vocabulary, TokenizeIntoWordsAsKeysOptions options)
    {
        (_vocabulary, _splitter) = (vocabulary, new(options));
        if (!options.Lowercase)
            return;
        var spelling = options.Copy();
        spelling.Lowercase = false;
        _spelling = new(spelling);
    }

    /// <summary>
    /// The words in their order; in lower case where splitting the text in its own case gives another word.
    /// </summary>
    internal IReadOnlyList<(string Word, uint Key)> Read(ReadOnlySpan<char> text)
    {
        var found = new List<(string, uint)>();
        var words = _splitter.Split(text);
        var spelled = (_spelling ?? _splitter).Split(text);
        while (words.MoveNext())
        {
            uint key = _vocabulary.KeyOf(words.Rest, words.Current.Length);
            bool isSpelled = spelled.MoveNext() && IsSame(spelled.Current, words.Current);
            if (key > 0)
                found.Add(((isSpelled ? spelled.Current : words.Current).ToString(), key));
        }

        return found;
    }

    private static bool IsSame(ReadOnlySpan<char> spelled, ReadOnlySpan<char> word) =>
        spelled.Equals(word, StringComparison.OrdinalIgnoreCase);
}
