namespace MlNet.Sequences;

/// <summary>
/// Turns text into keys. Reuses buffers as long as the longest text so far and allocates nothing else; not thread-safe.
/// </summary>
internal sealed class WordEncoder(WordVocabulary vocabulary, TokenizeIntoWordsAsKeysOptions options) : ITextEncoder
{
    private const int AlwaysKept = 1 << 20;

    private readonly WordSplitter _splitter = new(options);
    private uint[] _keys = [];

    /// <summary>The raw keys of a text's words, without those that have none. Valid until the next call.</summary>
    public ReadOnlySpan<uint> Encode(ReadOnlySpan<char> text)
    {
        if (_keys.Length > AlwaysKept && text.Length < _keys.Length / 4)
            _keys = [];
        int count = 0;
        var words = _splitter.Split(text);
        while (words.MoveNext())
        {
            uint key = vocabulary.KeyOf(words.Rest, words.Current.Length);
            if (key == 0)
                continue;
            if (count == _keys.Length)
                Array.Resize(ref _keys, Math.Max(64, 2 * count));
            _keys[count++] = key;
        }

        return _keys.AsSpan(0, count);
    }
}
