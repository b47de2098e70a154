namespace MlNet.Sequences;

/// <summary>The parts of a network that can be trained at rates of their own.</summary>
internal enum NetworkPart
{
    /// <summary>The input layer: the vectors of tokens, or the projection of numbers.</summary>
    Embedding,

    /// <summary>All between the input layer and the head.</summary>
    Body,

    /// <summary>The output layer.</summary>
    Head,
}
