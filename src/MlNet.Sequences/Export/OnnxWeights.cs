namespace MlNet.Sequences;

/// <summary>The type of an exported network's weights.</summary>
#pragma warning disable CA1720 // The names are those of the types: that is what is chosen.
public enum OnnxWeights
{
    /// <summary>As trained, 4 bytes each: the default. The file's results equal the model's to 1e-5.</summary>
    Float32,

    /// <summary>
    /// 1 byte each, with a scale for each row of a matrix: about a quarter of the size. Rounding changes scores slightly; a
    /// Transformer's layers round their factors, too, which is faster on processors with instructions for it.
    /// </summary>
    Int8,
}
