namespace MlNet.Sequences;

/// <summary>
/// The texts to train on, and what is known of their words. Words have numbers by falling frequency, which keeps the vectors of
/// frequent ones together in memory.
/// </summary>
internal sealed class WordCorpus
{
    // Mikolov et al. 2013b, section 2.2: the unigram distribution to the power of 3/4 is the best for negative samples.
    private const double NegativePower = 0.75;

    private readonly SequenceBuffer _rows;
    private readonly int[] _numbers; // of each key, or -1
    private readonly float[] _kept; // the probability with which each word's occurrence is kept

    /// <param name="rows">The texts, of keys.</param>
    /// <param name="counts">How often each key occurs; that of padding first.</param>
    /// <param name="isWord">Whether a key may have a vector.</param>
    /// <param name="options">The rules.</param>
    internal WordCorpus(SequenceBuffer rows, IReadOnlyList<long> counts, Func<int, bool> isWord, WordVectorOptions options)
    {
        _rows = rows;
        Keys =
        [
            .. Enumerable.Range(1, counts.Count - 1).Where(key => counts[key] >= options.MinimumCount && isWord(key))
                .OrderByDescending(key => counts[key]),
        ];
        _numbers = new int[counts.Count];
        Array.Fill(_numbers, -1);
        for (int word = 0; word < Keys.Count; word++)
            _numbers[Keys[word]] = word;
        Tokens = Keys.Sum(key => counts[key]);
        _kept = [.. Keys.Select(key => (float)KeptFraction((double)counts[key] / Tokens, options.SubsamplingThreshold))];
        Negatives = new(Keys.Select(key => Math.Pow(counts[key], NegativePower)).ToArray());
    }

    /// <summary>The key of each word.</summary>
    internal IReadOnlyList<int> Keys { get; }

    /// <summary>The occurrences of all words.</summary>
    internal long Tokens { get; }

    internal int Rows => _rows.Count;

    internal AliasTable Negatives { get; }

    /// <summary>The fraction of a word's occurrences that is kept: <see
    /// cref="WordVectorOptions.SubsamplingThreshold"/>.</summary>
    /// <param name="frequency">The word's fraction of all tokens.</param>
    /// <param name="threshold">The threshold; 0 keeps all.</param>
    internal static double KeptFraction(double frequency, double threshold) =>
        threshold == 0 ? 1 : Math.Min(1, Math.Sqrt(threshold / frequency) + (threshold / frequency));

    /// <summary>The number of tokens of a row, before subsampling.</summary>
    internal int LengthOf(int row) => _rows.LengthOf(row);

    /// <summary>The words of a row that subsampling keeps.</summary>
    /// <param name="row">The row.</param>
    /// <param name="random">Draws what is left out.</param>
    /// <param name="words">Receives them; enlarged as needed.</param>
    /// <returns>Their number.</returns>
    internal int Sample(int row, ref RandomStream random, ref int[] words)
    {
        var keys = _rows.TokensOf(row);
        if (words.Length < keys.Length)
            words = new int[keys.Length];
        int count = 0;
        foreach (int key in keys)
        {
            int word = _numbers[key];
            if (word >= 0 && (_kept[word] >= 1 || random.Fraction() < _kept[word]))
                words[count++] = word;
        }

        return count;
    }
}
