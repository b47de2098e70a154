using System.Runtime.InteropServices;

namespace MlNet.Sequences;

/// <summary>
/// Counts words in one pass, in bounded memory. Up to <see cref="DefaultMaximumWords"/> distinct words the counts are exact.
/// Beyond that (some 500 MB of short words), the rarest words are forgotten until half of the table is free: a word that was
/// forgotten and comes again starts from nothing, so that its count is too low by at most <see cref="ForgottenBelow"/>, and
/// every more frequent word is found.
/// </summary>
/// <remarks>
/// The idea is lossy counting's: G. S. Manku and R. Motwani, "Approximate Frequency Counts over Data Streams", VLDB 2002.
/// </remarks>
internal sealed class VocabularyBuilder
{
    internal const int DefaultMaximumWords = 4_000_000;
    internal const long DefaultMaximumCharacters = 128_000_000;

    private readonly int _maximumWords;
    private readonly long _maximumCharacters;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private long _characters;
    private long _order;

    internal VocabularyBuilder(int maximumWords = DefaultMaximumWords, long maximumCharacters = DefaultMaximumCharacters)
    {
        _maximumWords = maximumWords;
        _maximumCharacters = maximumCharacters;
        _lookup = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The greatest sum of counts that a forgotten word can have lost; 0 while every count is exact.</summary>
    internal long ForgottenBelow { get; private set; }

    /// <summary>Counts one occurrence of a word.</summary>
    internal void Add(ReadOnlySpan<char> word)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_lookup, word, out bool exists);
        entry.Count++;
        if (exists)
            return;

        entry.Order = _order++;
        _characters += word.Length;
        if (_entries.Count > _maximumWords || _characters > _maximumCharacters)
            ForgetRarest();
    }

    /// <summary>
    /// The words that occurred at least so often, the most frequent first, equally frequent ones as they first occurred.
    /// </summary>
    internal IReadOnlyList<string> Rank(int minimumFrequency = 1) =>
    [
        .. _entries
            .Where(pair => pair.Value.Count >= minimumFrequency)
            .OrderByDescending(pair => pair.Value.Count)
            .ThenBy(pair => pair.Value.Order)
            .Select(pair => pair.Key),
    ];

    /// <summary>Forgets the words of the lowest counts, all of a count together, until half of either bound is free.</summary>
    private void ForgetRarest()
    {
        var sizes = new SortedDictionary<long, (int Words, long Characters)>();
        foreach (var (word, entry) in _entries)
        {
            var (words, characters) = sizes.GetValueOrDefault(entry.Count);
            sizes[entry.Count] = (words + 1, characters + word.Length);
        }

        int wordsLeft = _entries.Count;
        long charactersLeft = _characters;
        long threshold = 0;
        foreach (var (count, (words, characters)) in sizes)
        {
            if (wordsLeft <= _maximumWords / 2 && charactersLeft <= _maximumCharacters / 2)
                break;
            threshold = count;
            wordsLeft -= words;
            charactersLeft -= characters;
        }

        foreach (var (word, entry) in _entries)
        {
            if (entry.Count <= threshold)
                _entries.Remove(word); // allowed while enumerating
        }

        _characters = charactersLeft;
        ForgottenBelow += threshold;
    }

    private struct Entry
    {
        internal long Count;
        internal long Order;
    }
}
