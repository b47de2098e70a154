namespace MlNet.Sequences;

/// <summary>Text to the keys of its subwords. For one thread at a time.</summary>
internal sealed class SubwordEncoder(SubwordVocabulary vocabulary) : ITextEncoder
{
    private readonly SubwordNormalizer _normalizer = new(
        splitsWords: vocabulary.Files.Merges is null, vocabulary.Options.Lowercase == true, vocabulary.Options.RemoveHtmlLineBreaks);

    private uint[] _keys = [];

    /// <inheritdoc/>
    public ReadOnlySpan<uint> Encode(ReadOnlySpan<char> text)
    {
        var found = vocabulary.Find(_normalizer.Normalize(text));
        if (found.Count == 0)
            return [];

        if (_keys.Length < found.Count + 2)
            _keys = new uint[Math.Max(found.Count + 2, 2 * _keys.Length)];
        int count = 0;
        if (vocabulary.StartKey != 0)
            _keys[count++] = vocabulary.StartKey;
        for (int i = 0; i < found.Count; i++)
            _keys[count++] = (uint)found[i] + 1;
        if (vocabulary.EndKey != 0)
            _keys[count++] = vocabulary.EndKey;
        return _keys.AsSpan(0, count);
    }
}
