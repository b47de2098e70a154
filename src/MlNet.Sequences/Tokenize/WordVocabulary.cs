using System.Collections.ObjectModel;

namespace MlNet.Sequences;

/// <summary>The words of a column and the key of each. Immutable; shared by all threads.</summary>
internal sealed class WordVocabulary
{
    private readonly Dictionary<string, uint> _keys;
    private readonly Dictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly uint _outOfVocabularyKey;

    private WordVocabulary(string[] words, Dictionary<string, uint> keys, uint outOfVocabularyKey)
    {
        Words = Array.AsReadOnly(words);
        _keys = keys;
        _lookup = keys.GetAlternateLookup<ReadOnlySpan<char>>();
        _outOfVocabularyKey = outOfVocabularyKey;
    }

    /// <summary>The word of each key: at index i that of key i + 1.</summary>
    internal ReadOnlyCollection<string> Words { get; }

    /// <summary>The key of a word, that of the out-of-vocabulary token, or 0 where there is no such token.</summary>
    internal uint KeyOf(ReadOnlySpan<char> word) => _lookup.TryGetValue(word, out uint key) ? key : _outOfVocabularyKey;

    /// <summary>Numbers the words of a text, the most frequent first. Empty where nothing is to be numbered.</summary>
    internal static WordVocabulary FromRanked(IEnumerable<string> ranked, TokenizeIntoWordsAsKeysOptions options)
    {
        string? outOfVocabulary = options.OutOfVocabularyToken;
        if (!options.KerasIndexing)
        {
            var words = outOfVocabulary is null ? ranked : ranked.Where(word => word != outOfVocabulary).Prepend(outOfVocabulary);
            return FromWords([.. words.Take(options.MaximumVocabularySize ?? int.MaxValue)], options);
        }

        string[] all = [.. outOfVocabulary is null ? ranked : ranked.Prepend(outOfVocabulary)];
        int outOfVocabularyKey = outOfVocabulary is null ? 0 : Array.LastIndexOf(all, outOfVocabulary) + 1;
        int greatest = Math.Max(GreatestWordKey(options), outOfVocabularyKey);
        return FromWords(all.Length <= greatest ? all : all[..greatest], options);
    }

    /// <summary>Restores a vocabulary from its words, which <see cref="Words"/> gave.</summary>
    /// <exception cref="InvalidDataException">
    /// A word is there twice, or the out-of-vocabulary token is not where it belongs.
    /// </exception>
    internal static WordVocabulary FromWords(string[] words, TokenizeIntoWordsAsKeysOptions options)
    {
        string? outOfVocabulary = options.OutOfVocabularyToken;
        if (outOfVocabulary is not null && (words.Length == 0 || words[0] != outOfVocabulary))
            throw new InvalidDataException($"the first word must be the out-of-vocabulary token '{outOfVocabulary}'");

        var keys = new Dictionary<string, uint>(words.Length, StringComparer.Ordinal);
        int greatestWordKey = GreatestWordKey(options);
        uint outOfVocabularyKey = outOfVocabulary is null ? 0u : 1u;
        for (int i = 0; i < words.Length; i++)
        {
            uint key = (uint)i + 1;
            if (keys.TryAdd(words[i], key))
                continue;

            // Keras numbers the token twice where the text holds it too, and forgets the first number.
            if (!options.KerasIndexing || words[i] != outOfVocabulary || outOfVocabularyKey != 1)
                throw new InvalidDataException($"the word '{words[i]}' is there twice");
            keys[words[i]] = outOfVocabularyKey = key;
        }

        // Beyond Keras's maximum words have numbers in the list, and none in a sequence.
        for (int i = greatestWordKey; i < words.Length; i++)
            keys.Remove(words[i]);
        return new(words, keys, outOfVocabularyKey);
    }

    private static int GreatestWordKey(TokenizeIntoWordsAsKeysOptions options) =>
        options is { KerasIndexing: true, MaximumVocabularySize: { } numWords } ? numWords - 1 : int.MaxValue;
}
