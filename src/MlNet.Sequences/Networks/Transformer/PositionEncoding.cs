namespace MlNet.Sequences;

/// <summary>How a Transformer knows the order of the time steps.</summary>
public enum PositionEncoding
{
    /// <summary>
    /// Rotates queries and keys by an angle that grows with the position, so that attention depends on distances (Su et al. 2021,
    /// "RoFormer", section 3.2). Accepts sequences of any length.
    /// </summary>
    Rotary,

    /// <summary>
    /// Adds sines and cosines of the position to the input (Vaswani et al. 2017, section 3.5). Accepts any length.
    /// </summary>
    Sinusoidal,

    /// <summary>
    /// Learns a vector for each position and adds it to the input. Accepts sequences up to <see
    /// cref="TransformerOptions.MaximumLength"/>; positions that no training row reaches keep their random vectors.
    /// </summary>
    Learned,
}
