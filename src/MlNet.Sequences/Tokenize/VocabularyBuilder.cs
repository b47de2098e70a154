namespace MlNet.Sequences;

/// <summary>
/// Counts words in one pass, in bounded memory. Up to <see cref="DefaultMaximumWords"/> distinct words the counts are exact.
/// Beyond that (some 300 MB of short words), the rarest words are forgotten until half of the table is free: a forgotten word
/// that occurs again starts from zero, so its count is too low by at most <see cref="ForgottenBelow"/>, and every more frequent
/// word is found.
/// </summary>
/// <remarks>
/// The idea is lossy counting: G. S. Manku and R. Motwani, "Approximate Frequency Counts over Data Streams", VLDB 2002.
/// </remarks>
internal sealed class VocabularyBuilder
{
    internal const int DefaultMaximumWords = 4_000_000;
    internal const long DefaultMaximumCharacters = 128_000_000;

    private readonly int _maximumWords;
    private readonly long _maximumCharacters;
    private WordCounts _counts = new();

    internal VocabularyBuilder(int maximumWords = DefaultMaximumWords, long maximumCharacters = DefaultMaximumCharacters) =>
        (_maximumWords, _maximumCharacters) = (maximumWords, maximumCharacters);

    /// <summary>The greatest sum of counts that a forgotten word can have lost; 0 while every count is exact.</summary>
    internal long ForgottenBelow { get; private set; }

    /// <summary>Counts one occurrence of a word.</summary>
    internal void Add(ReadOnlySpan<char> word) => Add(word, 1);

    private void Add(ReadOnlySpan<char> word, long occurrences)
    {
        if (_counts.Add(word, word.Length, occurrences)
            && (_counts.Words > _maximumWords || _counts.Characters > _maximumCharacters))
            ForgetRarest();
    }

    /// <summary>Adds words that were counted separately, as if they occurred now, one after another.</summary>
    internal void Add(WordCounts part)
    {
        for (int number = 0; number < part.Words; number++)
            Add(part.Word(number), part.Count(number));
    }

    /// <summary>
    /// The words that occurred at least this often, the most frequent first, equally frequent ones by first occurrence.
    /// </summary>
    internal IReadOnlyList<string> Rank(int minimumFrequency = 1) =>
    [
        .. Enumerable.Range(0, _counts.Words) // by first occurrence; the sort is stable
            .Where(number => _counts.Count(number) >= minimumFrequency)
            .OrderByDescending(_counts.Count)
            .Select(number => _counts.Word(number).ToString()),
    ];

    /// <summary>Forgets the words of the lowest counts, all of a count together, until half of either bound is free.</summary>
    private void ForgetRarest()
    {
        var sizes = new SortedDictionary<long, (int Words, long Characters)>();
        for (int number = 0; number < _counts.Words; number++)
        {
            var (words, characters) = sizes.GetValueOrDefault(_counts.Count(number));
            sizes[_counts.Count(number)] = (words + 1, characters + _counts.Word(number).Length);
        }

        int wordsLeft = _counts.Words;
        long charactersLeft = _counts.Characters;
        long threshold = 0;
        foreach (var (count, (words, characters)) in sizes)
        {
            if (wordsLeft <= _maximumWords / 2 && charactersLeft <= _maximumCharacters / 2)
                break;
            threshold = count;
            wordsLeft -= words;
            charactersLeft -= characters;
        }

        var kept = new WordCounts();
        for (int number = 0; number < _counts.Words; number++)
        {
            if (_counts.Count(number) > threshold)
                kept.Add(_counts.Word(number), _counts.Word(number).Length, _counts.Count(number));
        }

        _counts = kept;
        ForgottenBelow += threshold;
    }
}
