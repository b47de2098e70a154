namespace MlNet.Sequences;

/// <summary>The word vectors that a trained network has learned. Two are equal if they come from the same network.</summary>
internal sealed class ModelWordVectors(TrainedNetwork network) : IWordVectorSource, IEquatable<ModelWordVectors>
{
    public string Name => network.Name;

    public void Read(IWordVectorSink sink, CancellationToken cancellationToken)
    {
        var (words, matrix) = Extract(network);
        Offer(words, matrix, sink, cancellationToken);
    }

    /// <summary>
    /// Offers words whose vectors are the rows of a matrix, <c>[words + 1, dimension]</c>: the word at index i has row i + 1.
    /// </summary>
    internal static void Offer(
        IReadOnlyList<string> words, float[] matrix, IWordVectorSink sink, CancellationToken cancellationToken)
    {
        int dimension = matrix.Length / (words.Count + 1);
        sink.Start(dimension);
        for (int i = 0; i < words.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int place = sink.Find(words[i]);
            if (place >= 0)
                sink.Set(place, matrix.AsSpan((i + 1) * dimension, dimension));
        }
    }

    /// <summary>The words of a network's keys, and its embedding <c>[words + 1, dimension]</c>, whose row 0 is padding.</summary>
    /// <exception cref="InvalidOperationException">The words of the network's keys are unknown.</exception>
    /// <exception cref="ObjectDisposedException">The network is disposed.</exception>
    private static (IReadOnlyList<string> Words, float[] Matrix) Extract(TrainedNetwork network)
    {
        float[] matrix = network.CopyWeight(EmbeddingInitializer.WeightName);
        if (network.Description.Vocabulary is not { } vocabulary || vocabulary.Texts.Count != network.Input.VocabularySize)
            throw OptionMessage.Invalid(
                $"{new OptionName(nameof(SequenceTrainerOptions.InitialEmbeddings), "InitialEmbeddings.FromModel")} needs a " +
                $"model that knows the words of its keys; this one was trained on keys without key values, or saved by a " +
                $"version that did not keep them. Train it again on the output of TokenizeIntoWordsAsKeys or MapValueToKey.");
        return (vocabulary.Texts, matrix);
    }

    public bool Equals(ModelWordVectors? other) => other is not null && ReferenceEquals(network, other.Network);

    public override bool Equals(object? obj) => Equals(obj as ModelWordVectors);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(network);

    public override string ToString() => Name;

    private TrainedNetwork Network => network;
}
