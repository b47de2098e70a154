namespace MlNet.Sequences;

/// <summary>
/// Chooses the rows to hold out, by a hash of each row's number, so that every pass leaves out the same rows. Rows of one
/// sampling key share a number.
/// </summary>
/// <param name="fraction">The fraction of the rows, or of the sampling keys.</param>
/// <param name="most">At most this many rows, and their siblings, so that large data do not fill the memory.</param>
/// <param name="seed">Determines the rows.</param>
/// <param name="haveKeys">Whether rows have sampling keys.</param>
internal sealed class HeldOutRows(double fraction, int most, int seed, bool haveKeys)
{
    private readonly uint _end = (uint)(fraction * uint.MaxValue); // of the hashes of held-out rows
    private readonly HashSet<long> _keys = []; // of the rows that are held out

    /// <summary>Whether any row may be held out.</summary>
    internal bool AreAny => _end > 0;

    /// <param name="number">The row's number.</param>
    /// <param name="before">The rows that are held out before it.</param>
    internal bool Contain(long number, int before)
    {
        if ((uint)(Hashing.Mix((uint)seed, number) >> 32) >= _end)
            return false;
        if (!haveKeys)
            return before < most;
        if (before < most)
            _keys.Add(number);
        return _keys.Contains(number);
    }
}
