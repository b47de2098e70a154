namespace MlNet.Sequences;

/// <summary>
/// Words and their counts, numbered in the order of first occurrence. Reusing a cleared instance allocates nothing.
/// </summary>
internal sealed class WordCounts
{
    private readonly WordTable _words = new();
    private long[] _counts = [];

    internal int Words => _words.Count;

    internal int Characters => _words.Characters;

    internal ReadOnlySpan<char> Word(int number) => _words[number];

    internal long Count(int number) => _counts[number];

    /// <summary>
    /// Adds to the count of the word formed by a text's first <c>length</c> characters; returns whether it is new.
    /// </summary>
    internal bool Add(ReadOnlySpan<char> text, int length, long occurrences = 1)
    {
        int number = _words.FindOrAdd(text, length, out bool added);
        if (!added)
        {
            _counts[number] += occurrences;
            return false;
        }

        if (number == _counts.Length)
            Array.Resize(ref _counts, Math.Max(16, 2 * number));
        _counts[number] = occurrences;
        return true;
    }

    internal void Clear() => _words.Clear();
}
