namespace MlNet.Sequences;

/// <summary>
/// Words and how often each occurred, numbered in the order in which they first did. Cleared and filled again, it allocates
/// nothing.
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
    /// Counts so many occurrences of the word that so many first characters of a text are; returns whether they are its first.
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
