namespace MlNet.Sequences;

/// <summary>How a Transformer knows the order of the time steps.</summary>
public enum PositionEncoding
{
    /// <summary>
    /// Queries and keys are turned by an angle that grows with the position, so that attention sees distances (Su et al. 2021,
    /// "RoFormer", section 3.2). Takes sequences of any length.
    /// </summary>
    Rotary,

    /// <summary>
    /// Sines and cosines of the position are added to the input (Vaswani et al. 2017, section 3.5). Takes any length.
    /// </summary>
    Sinusoidal,

    /// <summary>
    /// A vector for each position is learned and added to the input. Takes no sequence longer than
    /// <see cref="TransformerOptions.MaximumLength"/>; positions that no training row reaches keep their random vectors.
    /// </summary>
    Learned,
}
