using TorchSharp;

namespace MlNet.Sequences;

/// <summary>
/// Sets the word vectors of a new network to those of <see cref="InitialEmbeddings"/> instead of random ones.
/// </summary>
internal static class EmbeddingInitializer
{
    /// <summary>
    /// PyTorch's name for the embedding's weights, in every architecture: row 0 is padding, row k belongs to key k.
    /// </summary>
    internal const string WeightName = "embedding.weight";

    /// <summary>
    /// Fills the embedding of a network in place. Call it after <c>NetworkBuilder.Build</c> and before moving the network to a
    /// device.
    /// </summary>
    /// <remarks>
    /// A word without a vector is drawn uniformly from -a to a, with a such that its variance equals that of the vectors found
    /// (Kim 2014, section 4.3); the out-of-vocabulary token is such a word. Row 0 stays zero. If this throws, dispose the
    /// network: some of its rows may be filled. Takes one pass over a file.
    /// </remarks>
    /// <param name="network">The network, on the CPU.</param>
    /// <param name="embeddings">The source of the vectors.</param>
    /// <param name="vocabulary">The key values of the feature column, at index i that of key i + 1; null if it has none.</param>
    /// <param name="random">Draws the vectors of missing words.</param>
    /// <param name="sizeOption">
    /// The name of the option that sets the width of the embedding, "EmbeddingSize" or "HiddenSize".
    /// </param>
    /// <param name="cancellationToken">Stops the reading of a file.</param>
    /// <returns>How many words got their vectors.</returns>
    /// <exception cref="InvalidOperationException">
    /// The features are numbers, the words of the keys are unknown, the vectors have another dimension, no word is found, or the
    /// model to take vectors from has no words.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The model to take vectors from is disposed.</exception>
    /// <inheritdoc cref="IWordVectorSource.Read" path="/exception"/>
    internal static EmbeddingCoverage Apply(
        SequenceNetwork network, InitialEmbeddings embeddings, PrimitiveValues? vocabulary, NetworkRandom random,
        string sizeOption, CancellationToken cancellationToken)
    {
        if (network.Weights().FirstOrDefault(w => w.Name == WeightName)?.Value is not { } weight)
            throw OptionMessage.Invalid(
                $"{nameof(SequenceTrainerOptions.InitialEmbeddings):option} needs sequences of tokens; it is " +
                $"{embeddings.Source.Name}, and the feature column has numbers. Set " +
                $"{nameof(SequenceTrainerOptions.InitialEmbeddings):option} to null, or train on a column of keys.");
        if (vocabulary is null || vocabulary.Texts.Count + 1 != weight.shape[0])
        {
            string found = vocabulary is null
                ? "no key values"
                : $"{vocabulary.Texts.Count} key values for {weight.shape[0] - 1} keys";
            throw OptionMessage.Invalid(
                $"{nameof(SequenceTrainerOptions.InitialEmbeddings):option} needs the word of every key; it is " +
                $"{embeddings.Source.Name}, and the feature column's keys have {found}. Create the keys with " +
                $"TokenizeIntoWordsAsKeys or MapValueToKey, or set {nameof(SequenceTrainerOptions.InitialEmbeddings):option} " +
                $"to null.");
        }

        return Fill(weight, vocabulary.Texts, embeddings.Source, random, sizeOption, cancellationToken);
    }

    /// <summary>
    /// Fills a weight <c>[words + 1, dimension]</c>, float32 on the CPU, with the vectors of words: that at index i into row i +
    /// 1.
    /// </summary>
    /// <inheritdoc cref="Apply"/>
    internal static EmbeddingCoverage Fill(
        torch.Tensor weight, IReadOnlyList<string> words, IWordVectorSource source, NetworkRandom random, string sizeOption,
        CancellationToken cancellationToken)
    {
        using var scope = torch.NewDisposeScope();
        using var noGradient = torch.no_grad();
        var rows = new EmbeddingRows(weight, words, source.Name, sizeOption);
        source.Read(rows, cancellationToken);
        rows.CheckAnyFound();
        rows.FillRepeated();
        // U(-a, a) has the variance a²/3. torch accepts no range wider than float32's.
        rows.FillMissing(random, Math.Min(Math.Sqrt(3 * rows.Variance), float.MaxValue / 2));
        return new(rows.Found, words.Count);
    }
}
