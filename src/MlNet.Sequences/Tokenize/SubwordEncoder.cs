namespace MlNet.Sequences;

/// <summary>Turns text into the keys of its subwords. Not thread-safe.</summary>
internal sealed class SubwordEncoder(SubwordVocabulary vocabulary) : ITextEncoder
{
    private readonly SubwordNormalizer _normalizer = new(
        splitsWords: vocabulary.Files.Merges is null, vocabulary.Options.Lowercase == true,
        vocabulary.Options.RemoveHtmlLineBreaks);

    private readonly List<int> _found = [];
    private uint[] _keys = [];

    /// <inheritdoc/>
    public ReadOnlySpan<uint> Encode(ReadOnlySpan<char> text)
    {
        _found.Clear();
        vocabulary.Find(_normalizer.Normalize(text), _found);
        if (_found.Count == 0)
            return [];

        if (_keys.Length < _found.Count + 2)
            _keys = new uint[Math.Max(_found.Count + 2, 2 * _keys.Length)];
        int count = 0;
        if (vocabulary.StartKey != 0)
            _keys[count++] = vocabulary.StartKey;
        foreach (int subword in _found)
            _keys[count++] = (uint)subword + 1;
        if (vocabulary.EndKey != 0)
            _keys[count++] = vocabulary.EndKey;
        return _keys.AsSpan(0, count);
    }
}
