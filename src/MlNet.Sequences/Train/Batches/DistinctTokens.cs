namespace MlNet.Sequences;

/// <summary>
/// The different tokens of some rows: what depends on the token alone is computed once for each, and its gradient summed up from its rows.
/// The first is always padding, 0.
/// </summary>
internal sealed class DistinctTokens
{
    private DistinctTokens(int[] tokens, int[] places, int[] starts, int[] rows) =>
        (Tokens, Places, Starts, Rows) = (tokens, places, starts, rows);

    /// <summary>The tokens, ascending.</summary>
    internal int[] Tokens { get; }

    /// <summary>The place in <see cref="Tokens"/> of each row's token.</summary>
    internal int[] Places { get; }

    /// <summary>Where the rows of each token begin in <see cref="Rows"/>, and last where all end.</summary>
    internal int[] Starts { get; }

    /// <summary>The rows of the first token, then those of the second, and so on; each token's ascending.</summary>
    internal int[] Rows { get; }

    internal static DistinctTokens Of(int[] tokens)
    {
        var sorted = new long[tokens.Length];
        for (int row = 0; row < sorted.Length; row++)
            sorted[row] = ((long)tokens[row] << 32) | (uint)row;
        Array.Sort(sorted);

        List<int> distinct = [0], starts = [0];
        int[] places = new int[tokens.Length], rows = new int[tokens.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            int token = (int)(sorted[i] >> 32);
            if (token != distinct[^1])
            {
                distinct.Add(token);
                starts.Add(i);
            }

            rows[i] = (int)sorted[i];
            places[rows[i]] = distinct.Count - 1;
        }

        starts.Add(rows.Length);
        return new([.. distinct], places, [.. starts], rows);
    }
}
