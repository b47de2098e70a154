namespace MlNet.Sequences;

/// <summary>The parts of a network that can have their own learning rates.</summary>
internal enum NetworkPart
{
    /// <summary>The input layer: the vectors of tokens, or the projection of numbers.</summary>
    Embedding,

    /// <summary>Everything between the input layer and the head.</summary>
    Body,

    /// <summary>The output layer.</summary>
    Head,
}
