namespace MlNet.Sequences;

/// <summary>Keeps every word of a source with its vector; the first one if a word is repeated.</summary>
internal sealed class WordVectorCollector : IWordVectorSink
{
    private readonly List<string> _words = [];
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _known =
        new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
    private VectorMatrix? _vectors;

    /// <summary>Reads a source.</summary>
    /// <inheritdoc cref="IWordVectorSource.Read" path="/exception"/>
    internal static WordVectors Read(Action<IWordVectorSink> read)
    {
        var collector = new WordVectorCollector();
        read(collector);
        return new(collector._words, collector._vectors!);
    }

    public void Start(int dimension) => _vectors = new(dimension);

    public int Find(ReadOnlySpan<char> word)
    {
        if (!_known.Add(word))
            return -1;
        _words.Add(word.ToString());
        return _words.Count - 1;
    }

    public void Set(int place, ReadOnlySpan<float> vector) => _vectors!.Add(vector);
}
