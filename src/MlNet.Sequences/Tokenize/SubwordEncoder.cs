namespace MlNet.Sequences;

/// <summary>Turns text into the keys of its subwords. Not thread-safe.</summary>
internal sealed class SubwordEncoder(SubwordVocabulary vocabulary) : ITextEncoder
{
    private readonly SubwordNormalizer _normalizer = new(
        splitsWords: vocabulary.Files.Merges is null, vocabulary.Options.Lowercase == true,
        vocabulary.Options.RemoveHtmlLineBreaks);

    private readonly List<int> _found = [], _second = [];
    private uint[] _keys = [];
    private int _count;

    /// <inheritdoc/>
    public ReadOnlySpan<uint> Encode(ReadOnlySpan<char> text)
    {
        Find(text, _found);
        if (_found.Count == 0)
            return [];

        Truncate(_found, vocabulary.MostSubwords);
        Start(_found.Count);
        Add(_found);
        Add(vocabulary.EndKey);
        return _keys.AsSpan(0, _count);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<uint> EncodePair(ReadOnlySpan<char> first, ReadOnlySpan<char> second)
    {
        Find(first, _found);
        Find(second, _second);
        if (_found.Count == 0 && _second.Count == 0)
            return [];

        TruncatePair();
        Start(_found.Count + _second.Count);
        Add(_found);
        for (int i = 0; i < vocabulary.EndsBetween; i++)
            Add(vocabulary.EndKey);
        Add(_second);
        Add(vocabulary.EndKey);
        return _keys.AsSpan(0, _count);
    }

    private void Find(ReadOnlySpan<char> text, List<int> subwords)
    {
        subwords.Clear();
        vocabulary.Find(_normalizer.Normalize(text), subwords);
    }

    private void Start(int subwords)
    {
        int most = subwords + 2 + vocabulary.EndsBetween;
        if (_keys.Length < most)
            _keys = new uint[Math.Max(most, 2 * _keys.Length)];
        _count = 0;
        Add(vocabulary.StartKey);
    }

    // 0 is no token.
    private void Add(uint key)
    {
        if (key != 0)
            _keys[_count++] = key;
    }

    private void Add(List<int> subwords)
    {
        foreach (int subword in subwords)
            _keys[_count++] = (uint)subword + 1;
    }

    private void Truncate(List<int> subwords, int? most)
    {
        if (subwords.Count > most)
            subwords.RemoveRange(
                vocabulary.Options.Truncation == SequenceTruncation.Pre ? 0 : most.Value, subwords.Count - most.Value);
    }

    // The longer text loses subwords until both are of one length, and then both do, as in Hugging Face's "longest_first".
    private void TruncatePair()
    {
        if (vocabulary.MostSubwordsOfPair is not { } most || _found.Count + _second.Count <= most)
            return;
        var (shorter, longer) = _found.Count <= _second.Count ? (_found, _second) : (_second, _found);
        int ofShorter = Math.Min(shorter.Count, most / 2);
        Truncate(shorter, ofShorter);
        Truncate(longer, most - ofShorter);
    }
}
