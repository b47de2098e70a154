namespace MlNet.Sequences;

/// <summary>A transformer with word vectors, as earlier stages see it.</summary>
internal interface IWordVectorModel
{
    WordVectors Vectors { get; }
}
