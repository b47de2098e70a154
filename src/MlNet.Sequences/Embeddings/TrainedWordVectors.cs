namespace MlNet.Sequences;

/// <summary>Word vectors in memory as a source for embeddings. Two are equal if they are the same object.</summary>
internal sealed class TrainedWordVectors(WordVectors vectors) : IWordVectorSource, IEquatable<TrainedWordVectors>
{
    public string Name => $"{vectors.Words.Count} word vectors";

    internal WordVectors Vectors => vectors;

    public void Read(IWordVectorSink sink, CancellationToken cancellationToken)
    {
        sink.Start(vectors.Dimension);
        for (int i = 0; i < vectors.Words.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int place = sink.Find(vectors.Words[i]);
            if (place >= 0)
                sink.Set(place, vectors.VectorAt(i));
        }
    }

    public bool Equals(TrainedWordVectors? other) => other is not null && ReferenceEquals(vectors, other.Vectors);

    public override bool Equals(object? obj) => Equals(obj as TrainedWordVectors);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(vectors);

    public override string ToString() => Name;
}
