namespace MlNet.Sequences;

/// <summary>The activation inside the feed-forward blocks of an encoder of BERT's family.</summary>
internal enum BertActivation
{
    /// <summary>x times the normal distribution function of x (Hendrycks and Gimpel 2016).</summary>
    Gelu,

    /// <summary>Its approximation by a hyperbolic tangent (the same, section 2).</summary>
    GeluByTanh,

    /// <summary>x, or 0 if it is negative.</summary>
    Relu,
}
