using System.Collections.Concurrent;

namespace MlNet.Sequences;

/// <summary>
/// Finds the n-grams that occur in enough texts. An n-gram is as rare as its rarest part, so longer ones are only counted where
/// the shorter ones are frequent enough. Counts are exact: hashes never merge n-grams. The result does not depend on the number
/// of threads.
/// </summary>
/// <remarks>
/// Candidates are first partitioned by their hash, so that the table of a part fits into a core's cache, and threads share no
/// table.
/// </remarks>
internal sealed class NgramCounter
{
    /// <summary>The highest bits of a hash that choose a part.</summary>
    internal const int PartBits = 6;

    private const int Parts = 1 << PartBits;
    private const int Ranges = 128; // of texts, each read by one thread

    private readonly SequenceBuffer _rows;
    private readonly int _minimum;
    private readonly int _threads;
    private readonly CancellationToken _cancellationToken;
    private readonly int[] _starts; // of each text in the arrays of all tokens
    private readonly List<int[]> _numbers = []; // of each length, by the place of the first token: the n-gram's number, or -1
    private readonly List<ulong[]> _kept = [];
    private readonly ConcurrentBag<NgramPartCounter> _scratch = [];
    private ulong[] _pairs = [];
    private int[] _places = [];

    private NgramCounter(SequenceBuffer rows, int minimum, int threads, CancellationToken cancellationToken)
    {
        (_rows, _minimum, _threads, _cancellationToken) = (rows, minimum, threads, cancellationToken);
        _starts = new int[rows.Count + 1];
        for (int row = 0; row < rows.Count; row++)
        {
            if ((long)_starts[row] + rows.LengthOf(row) > Array.MaxLength)
                throw new InvalidOperationException(
                    $"N-grams are learned from at most {Array.MaxLength} tokens, which {row} of the {rows.Count} rows have. " +
                    "Provide fewer rows, or truncate the texts with PadSequence.");
            _starts[row + 1] = _starts[row] + rows.LengthOf(row);
        }
    }

    private int Tokens => _starts[^1];

    /// <param name="rows">The texts, as keys of tokens.</param>
    /// <param name="length">The most tokens of an n-gram.</param>
    /// <param name="minimum">The fewest texts that an n-gram must occur in.</param>
    /// <param name="threads">The threads to count with.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <returns>The n-grams, and which of them each text has.</returns>
    internal static (NgramVocabulary Ngrams, SparseMatrix Rows) Count(
        SequenceBuffer rows, int length, int minimum, int threads, CancellationToken cancellationToken)
    {
        var counter = new NgramCounter(rows, minimum, threads, cancellationToken);
        counter.CountTokens();
        while (counter._kept.Count < length)
            counter.CountLonger();
        var ngrams = new NgramVocabulary(rows.Input.VocabularySize, counter._kept);
        return (ngrams, counter.Rows(ngrams.Count));
    }

    private void CountTokens()
    {
        int size = _rows.Input.VocabularySize + 1;
        int[] counts = new int[size], last = new int[size];
        for (int row = 0; row < _rows.Count; row++)
        {
            foreach (int token in _rows.TokensOf(row))
            {
                if (last[token] == row + 1)
                    continue;
                last[token] = row + 1;
                counts[token]++;
            }
        }

        int[] frequent = [.. Enumerable.Range(0, size).Where(token => counts[token] >= _minimum)];
        frequent = MostFrequentFirst(frequent, token => counts[token]);
        int[] numbers = new int[size];
        Array.Fill(numbers, -1);
        for (int i = 0; i < frequent.Length; i++)
            numbers[frequent[i]] = i;
        int[] found = new int[Tokens];
        ForRangesOfRows((_, row) =>
        {
            var tokens = _rows.TokensOf(row);
            for (int i = 0; i < tokens.Length; i++)
                found[_starts[row] + i] = numbers[tokens[i]];
        });
        _numbers.Add(found);
        _kept.Add([.. frequent.Select(token => (ulong)token)]);
    }

    private void CountLonger()
    {
        int more = _kept.Count;
        int[] shorter = _numbers[^1], singles = _numbers[0];

        // The candidates of each range of texts for each part, and so their positions: by part, then by place.
        int[] next = new int[Ranges * Parts];
        ForRangesOfRows((range, row) => ForPairs(row, (_, pair) => next[(range * Parts) + PartOf(pair)]++));
        int[] begins = new int[Parts + 1];
        for (int part = 0, at = 0; part < Parts; part++)
        {
            for (int range = 0; range < Ranges; range++)
                (next[(range * Parts) + part], at) = (at, at + next[(range * Parts) + part]);
            begins[part + 1] = at;
        }

        // Pairs are the most numerous, so longer n-grams fit as well.
        if (_pairs.Length < begins[Parts])
            (_pairs, _places) = (new ulong[begins[Parts]], new int[begins[Parts]]);
        var (pairs, places) = (_pairs, _places);
        ForRangesOfRows((range, row) => ForPairs(row, (place, pair) =>
        {
            int at = next[(range * Parts) + PartOf(pair)]++;
            (pairs[at], places[at]) = (pair, place);
        }));

        var parts = new NgramPart[Parts];
        ParallelWork.ForRanges(Parts, 1, _threads, (number, _) =>
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (!_scratch.TryTake(out var scratch))
                scratch = new();
            var part = begins[number]..begins[number + 1];
            parts[number] = scratch.Count(pairs.AsSpan(part), places.AsSpan(part), _starts, _minimum);
            _scratch.Add(scratch);
        });

        int first = _kept.Sum(kept => kept.Length);
        var frequent = MostFrequentFirst(
            [.. parts.SelectMany((part, i) => Enumerable.Range(0, part.Pairs.Length).Select(kept => (Part: i, Kept: kept)))],
            ngram => parts[ngram.Part].Counts[ngram.Kept]);
        var all = new ulong[frequent.Length];
        int[][] numbersOf = [.. parts.Select(part => new int[part.Pairs.Length])];
        for (int i = 0; i < all.Length; i++)
        {
            var (part, kept) = frequent[i];
            (all[i], numbersOf[part][kept]) = (parts[part].Pairs[kept], first + i);
        }

        int[] numbers = new int[Tokens];
        Array.Fill(numbers, -1);
        ParallelWork.ForRanges(Parts, 1, _threads, (part, _) =>
        {
            // Each pair was replaced by its index among those that were kept, plus one.
            for (int i = begins[part]; i < begins[part + 1]; i++)
            {
                if (pairs[i] > 0)
                    numbers[places[i]] = numbersOf[part][(int)pairs[i] - 1];
            }
        });
        _numbers.Add(numbers);
        _kept.Add(all);

        void ForPairs(int row, Action<int, ulong> act)
        {
            int end = _starts[row + 1] - more;
            for (int place = _starts[row]; place < end; place++)
            {
                // Both of its shorter n-grams must be frequent.
                if (shorter[place] >= 0 && shorter[place + 1] >= 0 && singles[place + more] >= 0)
                    act(place, NgramTable.Pair(shorter[place], singles[place + more]));
            }
        }
    }

    private static int PartOf(ulong pair) => (int)(NgramTable.Hash(pair) >> (64 - PartBits));

    // The texts' distinct n-grams, without sorting: a thread keeps, for each n-gram, the last text that had it.
    private SparseMatrix Rows(int count)
    {
        var stamps = new ConcurrentBag<int[]>();
        int[] starts = new int[_rows.Count + 1];
        ForRows(0, (row, seen, mark) =>
        {
            int distinct = 0;
            foreach (int[] numbers in _numbers)
            {
                for (int place = _starts[row]; place < _starts[row + 1]; place++)
                {
                    if (numbers[place] is >= 0 and var number && seen[number] != mark)
                        (seen[number], distinct) = (mark, distinct + 1);
                }
            }

            starts[row + 1] = distinct;
        });
        for (int row = 0; row < _rows.Count; row++)
            starts[row + 1] = checked(starts[row + 1] + starts[row]);
        int[] columns = new int[starts[^1]];
        ForRows(_rows.Count, (row, seen, mark) =>
        {
            int at = starts[row];
            foreach (int[] numbers in _numbers)
            {
                for (int place = _starts[row]; place < _starts[row + 1]; place++)
                {
                    if (numbers[place] is >= 0 and var number && seen[number] != mark)
                        (seen[number], columns[at++]) = (mark, number);
                }
            }
        });
        return new(starts, columns, count);

        void ForRows(int marksBefore, Action<int, int[], int> act) => ParallelWork.ForRanges(Ranges, 1, _threads, (range, _) =>
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (!stamps.TryTake(out int[]? seen))
                seen = new int[count];
            var (from, to) = RowsOf(range);
            for (int row = from; row < to; row++)
                act(row, seen, checked(marksBefore + row + 1));
            stamps.Add(seen);
        });
    }

    private void ForRangesOfRows(Action<int, int> act) => ParallelWork.ForRanges(Ranges, 1, _threads, (range, _) =>
    {
        _cancellationToken.ThrowIfCancellationRequested();
        var (from, to) = RowsOf(range);
        for (int row = from; row < to; row++)
            act(range, row);
    });

    private (int From, int To) RowsOf(int range) =>
        ((int)((long)_rows.Count * range / Ranges), (int)((long)_rows.Count * (range + 1) / Ranges));

    // Equal counts keep their order. Frequent n-grams are next to each other, in the cache.
    private static T[] MostFrequentFirst<T>(T[] items, Func<T, int> count)
    {
        int[] keys = new int[items.Length];
        for (int i = 0; i < keys.Length; i++)
            keys[i] = count(items[i]);
        int[] begins = new int[keys.Length == 0 ? 1 : keys.Max() + 1];
        foreach (int key in keys)
            begins[key]++;
        for (int key = begins.Length - 1, at = 0; key >= 0; key--)
            (begins[key], at) = (at, at + begins[key]);
        var sorted = new T[items.Length];
        for (int i = 0; i < items.Length; i++)
            sorted[begins[keys[i]]++] = items[i];
        return sorted;
    }
}
