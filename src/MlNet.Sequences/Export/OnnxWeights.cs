namespace MlNet.Sequences;

/// <summary>What an exported network stores its weights as.</summary>
#pragma warning disable CA1720 // The names are those of the types: that is what is chosen.
public enum OnnxWeights
{
    /// <summary>As they were trained, 4 bytes each: the default. The file computes what the model does, to 1e-5.</summary>
    Float32,

    /// <summary>
    /// 1 byte each, with a scale for each row of a matrix: about a quarter of the size. Rounding moves scores a little; a
    /// Transformer's layers round what they multiply, too, which takes less time on processors with instructions for it.
    /// </summary>
    Int8,
}
