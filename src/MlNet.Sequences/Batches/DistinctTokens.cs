namespace MlNet.Sequences;

/// <summary>
/// The distinct tokens of some rows: what depends only on the token is computed once for each, and its gradient summed over its
/// rows. The first is always padding, 0.
/// </summary>
/// <remarks>Arrays as long as the rows come from a pool: they may be longer, and are invalid after disposal.</remarks>
internal sealed class DistinctTokens : IDisposable
{
    private int[] _places, _rows;

    private DistinctTokens(int[] tokens, int[] places, int[] starts, int[] rows) =>
        (Tokens, _places, Starts, _rows) = (tokens, places, starts, rows);

    /// <summary>The tokens, ascending.</summary>
    internal int[] Tokens { get; }

    /// <summary>The index in <see cref="Tokens"/> of each row's token.</summary>
    internal int[] Places => _places;

    /// <summary>Where the rows of each token begin in <see cref="Rows"/>, and finally the end of the last.</summary>
    internal int[] Starts { get; }

    /// <summary>The rows of the first token, then those of the second, and so on; each token's ascending.</summary>
    internal int[] Rows => _rows;

    internal static DistinctTokens Of(ReadOnlySpan<int> tokens)
    {
        long[] scratch = PooledArray.Of<long>(tokens.Length);
        var sorted = scratch.AsSpan(0, tokens.Length);
        for (int row = 0; row < sorted.Length; row++)
            sorted[row] = ((long)tokens[row] << 32) | (uint)row;
        sorted.Sort();

        int count = 1;
        for (int i = 0, last = 0; i < sorted.Length; i++)
        {
            int token = (int)(sorted[i] >> 32);
            count += token != last ? 1 : 0;
            last = token;
        }

        int[] distinct = new int[count], starts = new int[count + 1];
        int[] places = PooledArray.Of<int>(tokens.Length), rows = PooledArray.Of<int>(tokens.Length);
        int place = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            int token = (int)(sorted[i] >> 32);
            if (token != distinct[place])
                (distinct[++place], starts[place]) = (token, i);
            rows[i] = (int)sorted[i];
            places[rows[i]] = place;
        }

        starts[count] = tokens.Length;
        PooledArray.Return(ref scratch);
        return new(distinct, places, starts, rows);
    }

    public void Dispose()
    {
        PooledArray.Return(ref _places);
        PooledArray.Return(ref _rows);
    }
}
