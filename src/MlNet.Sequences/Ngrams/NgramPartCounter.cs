namespace MlNet.Sequences;

/// <summary>Counts the n-grams of a part, in memory that it reuses for the next part. For one thread at a time.</summary>
internal sealed class NgramPartCounter
{
    private const int LeastEntries = 1024;

    private readonly NgramTable _table = new();
    private ulong[] _pairs = new ulong[LeastEntries];
    private int[] _counts = new int[LeastEntries];
    private int[] _lastRows = new int[LeastEntries];

    /// <param name="pairs">
    /// The pair that identifies each n-gram of the part, in the order of the texts; replaced by its index among those that are
    /// kept, plus one, or by 0.
    /// </param>
    /// <param name="places">The places of their first tokens, ascending.</param>
    /// <param name="starts">The place of each text's first token, and finally the end of the last text.</param>
    /// <param name="minimum">The fewest texts that an n-gram must occur in.</param>
    internal NgramPart Count(Span<ulong> pairs, ReadOnlySpan<int> places, int[] starts, int minimum)
    {
        _table.Clear();
        int row = 0, frequent = 0;
        for (int i = 0; i < pairs.Length; i++)
        {
            while (places[i] >= starts[row + 1])
                row++;
            int known = _table.Count, entry = _table.FindOrAdd(pairs[i], known);
            if (entry == known)
            {
                Reserve(known + 1);
                (_pairs[entry], _counts[entry], _lastRows[entry]) = (pairs[i], 0, -1);
            }

            if (_lastRows[entry] != row)
            {
                _lastRows[entry] = row;
                frequent += ++_counts[entry] == minimum ? 1 : 0;
            }

            pairs[i] = (uint)entry;
        }

        var part = new NgramPart(new ulong[frequent], new int[frequent]);
        int[] kept = _lastRows;
        for (int entry = 0, at = 0; entry < _table.Count; entry++)
        {
            kept[entry] = 0;
            if (_counts[entry] < minimum)
                continue;
            (part.Pairs[at], part.Counts[at]) = (_pairs[entry], _counts[entry]);
            kept[entry] = ++at;
        }

        foreach (ref ulong pair in pairs)
            pair = (uint)kept[(int)pair];
        return part;
    }

    private void Reserve(int entries)
    {
        if (entries <= _pairs.Length)
            return;
        int size = (int)Math.Min(Array.MaxLength, 2L * _pairs.Length);
        Array.Resize(ref _pairs, size);
        Array.Resize(ref _counts, size);
        Array.Resize(ref _lastRows, size);
    }
}
