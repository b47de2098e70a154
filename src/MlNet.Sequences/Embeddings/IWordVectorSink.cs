namespace MlNet.Sequences;

/// <summary>Who takes word vectors: it wants some words, so that the others need not be kept.</summary>
internal interface IWordVectorSink
{
    /// <summary>Told once, ahead of all words, how many numbers a vector has.</summary>
    void Start(int dimension);

    /// <summary>The place of a word that is wanted, or -1 for one that is not, or not any more.</summary>
    int Find(ReadOnlySpan<char> word);

    /// <summary>
    /// Takes the vector of the word that was found at a place. Its memory is the caller's and is written again.
    /// </summary>
    void Set(int place, ReadOnlySpan<float> vector);
}
