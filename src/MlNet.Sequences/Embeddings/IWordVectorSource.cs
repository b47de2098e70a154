namespace MlNet.Sequences;

/// <summary>A source of word vectors.</summary>
internal interface IWordVectorSource
{
    /// <summary>Its name in errors: "'vectors.txt'", with its quotation marks, or "a trained lstm".</summary>
    string Name { get; }

    /// <summary>Offers every word to a sink, in the source's order, and passes it the vectors of those that it needs.</summary>
    /// <exception cref="FileNotFoundException">The source is a file that does not exist.</exception>
    /// <exception cref="InvalidDataException">The source is a file that does not contain word vectors, or is damaged.</exception>
    /// <exception cref="InvalidOperationException">The source is a model whose words are unknown.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    void Read(IWordVectorSink sink, CancellationToken cancellationToken);
}
