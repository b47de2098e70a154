namespace MlNet.Sequences;

/// <summary>
/// The n-grams that a model knows, numbered: single tokens first, then pairs, then triples, each length from the most frequent
/// on. An n-gram is known by the number of the one without its last token, and by that of its last token. May be read by many
/// threads at once.
/// </summary>
internal sealed class NgramVocabulary
{
    /// <summary>The most tokens that an n-gram may have.</summary>
    internal const int MostTokens = 8;

    // With more keys than these, a place for each would cost more than the n-grams.
    private const int MostKeys = 1 << 20, KeysPerToken = 16;

    private readonly int[] _starts; // the first number of each length, and behind the last the count

    // Of single tokens the key; of others the number of what is before the last token, and that of the last.
    private readonly ulong[] _pairs;
    private readonly int[]? _tokens; // by key, the number of the single token or -1
    private readonly NgramTable? _rareTokens; // instead, if there are far more keys than single tokens
    private readonly NgramTable[] _tables; // from pairs on

    /// <param name="vocabularySize">The keys of the tokens end here.</param>
    /// <param name="lengths">The n-grams of each length.</param>
    internal NgramVocabulary(int vocabularySize, IReadOnlyList<ulong[]> lengths)
    {
        VocabularySize = vocabularySize;
        _starts = new int[lengths.Count + 1];
        for (int i = 0; i < lengths.Count; i++)
            _starts[i + 1] = _starts[i] + lengths[i].Length;
        _pairs = [.. lengths.SelectMany(pairs => pairs)];
        if (vocabularySize > MostKeys + (KeysPerToken * (long)_starts[1]))
        {
            _rareTokens = new NgramTable(_starts[1]);
            for (int number = 0; number < _starts[1]; number++)
                _rareTokens.FindOrAdd(_pairs[number], number);
        }
        else
        {
            _tokens = new int[vocabularySize + 1];
            Array.Fill(_tokens, -1);
            for (int number = 0; number < _starts[1]; number++)
                _tokens[_pairs[number]] = number;
        }

        _tables = new NgramTable[lengths.Count - 1];
        for (int i = 0; i < _tables.Length; i++)
        {
            _tables[i] = new NgramTable(lengths[i + 1].Length);
            for (int number = _starts[i + 1]; number < _starts[i + 2]; number++)
                _tables[i].FindOrAdd(_pairs[number], number);
        }
    }

    internal int VocabularySize { get; }

    /// <summary>The n-grams.</summary>
    internal int Count => _pairs.Length;

    /// <summary>The most tokens of an n-gram.</summary>
    internal int Length => _starts.Length - 1;

    /// <summary>The n-grams of each length.</summary>
    internal int[] Counts => [.. Enumerable.Range(0, Length).Select(i => _starts[i + 1] - _starts[i])];

    internal ReadOnlySpan<ulong> Pairs => _pairs;

    /// <summary>The number of each token's single n-gram by its key, -1 for none.</summary>
    internal long[] NumbersOfTokens()
    {
        long[] numbers = new long[VocabularySize + 1];
        Array.Fill(numbers, -1);
        for (int number = 0; number < _starts[1]; number++)
            numbers[_pairs[number]] = number;
        return numbers;
    }

    /// <summary>The different n-grams of a text, in the order of their numbers.</summary>
    /// <param name="tokens">The keys of the text's tokens, none missing.</param>
    /// <param name="scratch">Space that is used again; grown where it is too small.</param>
    internal ReadOnlySpan<int> Find(ReadOnlySpan<int> tokens, ref int[] scratch)
    {
        int needed = checked(tokens.Length * (Length + 2));
        if (scratch.Length < needed)
            scratch = new int[Math.Max(needed, 2 * scratch.Length)];
        var singles = scratch.AsSpan(0, tokens.Length);
        var current = scratch.AsSpan(tokens.Length, tokens.Length);
        var found = scratch.AsSpan(2 * tokens.Length);
        int count = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            singles[i] = current[i] = NumberOf(tokens[i]);
            if (singles[i] >= 0)
                found[count++] = singles[i];
        }

        for (int more = 1; more < Length; more++)
        {
            var table = _tables[more - 1];
            for (int i = 0; i + more < tokens.Length; i++)
            {
                if (current[i] < 0)
                    continue;
                int last = singles[i + more];
                current[i] = last < 0 ? -1 : table.Find(NgramTable.Pair(current[i], last));
                if (current[i] >= 0)
                    found[count++] = current[i];
            }
        }

        found = found[..count];
        found.Sort();
        int distinct = 0;
        for (int i = 0; i < found.Length; i++)
        {
            if (i == 0 || found[i] != found[i - 1])
                found[distinct++] = found[i];
        }

        return found[..distinct];
    }

    /// <summary>The different n-grams of a text with their tokens, and the places where they begin, ascending.</summary>
    /// <param name="tokens">The keys of the text's tokens, none missing.</param>
    internal IReadOnlyDictionary<int, (int Size, List<int> Starts)> FindAll(ReadOnlySpan<int> tokens)
    {
        var found = new Dictionary<int, (int Size, List<int> Starts)>();
        for (int start = 0; start < tokens.Length; start++)
        {
            int ngram = NumberOf(tokens[start]);
            for (int size = 1; ngram >= 0; size++)
            {
                if (!found.TryGetValue(ngram, out var occurrences))
                    found.Add(ngram, occurrences = (size, []));
                occurrences.Starts.Add(start);
                int last = size < Length && start + size < tokens.Length ? NumberOf(tokens[start + size]) : -1;
                ngram = last < 0 ? -1 : _tables[size - 1].Find(NgramTable.Pair(ngram, last));
            }
        }

        return found;
    }

    // The number of a single token, or -1.
    private int NumberOf(int token) => _tokens is null ? _rareTokens!.Find((ulong)token) : _tokens[token];

    /// <summary>The keys of an n-gram's tokens.</summary>
    internal int[] TokensOf(int number)
    {
        int length = 1;
        while (number >= _starts[length])
            length++;
        int[] tokens = new int[length];
        for (; length > 1; length--)
        {
            tokens[length - 1] = (int)_pairs[(int)_pairs[number]]; // the last token's own key
            number = (int)(_pairs[number] >> 32);
        }

        tokens[0] = (int)_pairs[number];
        return tokens;
    }
}
