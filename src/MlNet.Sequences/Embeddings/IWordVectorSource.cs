namespace MlNet.Sequences;

/// <summary>Where word vectors come from.</summary>
internal interface IWordVectorSource
{
    /// <summary>What errors call it: "'vectors.txt'", with its quotation marks, or "a trained lstm".</summary>
    string Name { get; }

    /// <summary>Offers every word to a sink, in the source's order, and hands over the vectors of those that it wants.</summary>
    /// <exception cref="FileNotFoundException">The source is a file that does not exist.</exception>
    /// <exception cref="InvalidDataException">The source is a file that is no word vectors, or damaged.</exception>
    /// <exception cref="InvalidOperationException">The source is a model whose words are unknown.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    void Read(IWordVectorSink sink, CancellationToken cancellationToken);
}
