namespace MlNet.Sequences;

/// <summary>Receives the vectors of the words that it needs, so that the others need not be kept.</summary>
internal interface IWordVectorSink
{
    /// <summary>Called once before all words, with the dimension of the vectors.</summary>
    void Start(int dimension);

    /// <summary>The index of a needed word, or -1 for one that is not needed, or no longer.</summary>
    int Find(ReadOnlySpan<char> word);

    /// <summary>
    /// Receives the vector of the word at an index. The caller reuses its memory.
    /// </summary>
    void Set(int place, ReadOnlySpan<float> vector);
}
