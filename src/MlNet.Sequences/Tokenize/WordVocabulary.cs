using System.Collections.ObjectModel;

namespace MlNet.Sequences;

/// <summary>The words of a column and the key of each. Immutable; shared by all threads.</summary>
internal sealed class WordVocabulary
{
    private readonly WordTable _table;
    private readonly uint[] _keys; // by a word's number in the table
    private readonly uint _outOfVocabularyKey;

    private WordVocabulary(string[] words, WordTable table, uint[] keys, uint outOfVocabularyKey)
    {
        Words = Array.AsReadOnly(words);
        (_table, _keys, _outOfVocabularyKey) = (table, keys, outOfVocabularyKey);
    }

    /// <summary>The word of each key: at index i that of key i + 1.</summary>
    internal ReadOnlyCollection<string> Words { get; }

    /// <summary>The key of words that are not in the vocabulary; 0 if there is none.</summary>
    internal uint OutOfVocabularyKey => _outOfVocabularyKey;

    /// <summary>The key of a word, that of the out-of-vocabulary token, or 0 without such a token.</summary>
    internal uint KeyOf(ReadOnlySpan<char> word) => KeyOf(word, word.Length);

    /// <summary>The key of the word formed by a text's first <c>length</c> characters; faster than with the word alone.</summary>
    internal uint KeyOf(ReadOnlySpan<char> text, int length) =>
        _table.Find(text, length) is >= 0 and var number ? _keys[number] : _outOfVocabularyKey;

    /// <summary>Numbers the words of a text, the most frequent first. Empty if there is nothing to number.</summary>
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

    /// <summary>Restores a vocabulary from its <see cref="Words"/>.</summary>
    /// <exception cref="InvalidDataException">
    /// A word occurs twice, or the out-of-vocabulary token is misplaced.
    /// </exception>
    internal static WordVocabulary FromWords(string[] words, TokenizeIntoWordsAsKeysOptions options)
    {
        string? outOfVocabulary = options.OutOfVocabularyToken;
        if (outOfVocabulary is not null && (words.Length == 0 || words[0] != outOfVocabulary))
            throw new InvalidDataException($"the first word must be the out-of-vocabulary token '{outOfVocabulary}'");

        var table = new WordTable(words.Length);
        var keys = new uint[words.Length];
        int greatestWordKey = GreatestWordKey(options);
        uint outOfVocabularyKey = outOfVocabulary is null ? 0u : 1u;
        for (int i = 0; i < words.Length; i++)
        {
            uint key = (uint)i + 1;
            int number = table.FindOrAdd(words[i], words[i].Length, out bool added);
            keys[number] = key;
            if (added)
                continue;

            // Keras numbers the token twice if the text contains it, and discards the first number.
            if (!options.KerasIndexing || words[i] != outOfVocabulary || outOfVocabularyKey != 1)
                throw new InvalidDataException($"the word '{words[i]}' occurs twice");
            outOfVocabularyKey = key;
        }

        // Words beyond Keras's maximum have numbers in the list, but none in a sequence.
        for (int i = greatestWordKey; i < words.Length; i++)
            keys[table.Find(words[i], words[i].Length)] = outOfVocabularyKey;
        return new(words, table, keys, outOfVocabularyKey);
    }

    private static int GreatestWordKey(TokenizeIntoWordsAsKeysOptions options) =>
        options is { KerasIndexing: true, MaximumVocabularySize: { } numWords } ? numWords - 1 : int.MaxValue;
}
