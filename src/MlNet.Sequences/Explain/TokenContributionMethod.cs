namespace MlNet.Sequences;

/// <summary>How the contribution of a token to a score is computed.</summary>
public enum TokenContributionMethod
{
    /// <summary>
    /// The gradient with respect to the token's vector, averaged while all vectors change from that of an unknown word to their
    /// own, times that change (Sundararajan et al. 2017, "Axiomatic Attribution for Deep Networks"). Contributions add up to the
    /// difference between the score and that of a text of unknown words, up to the error of the average. Needs a trained network
    /// or an n-gram model.
    /// </summary>
    IntegratedGradients,

    /// <summary>
    /// How much the score falls if the token is deleted. Works for any model, exported ones included. Contributions do not add up
    /// to the score: of two words that say the same, neither may be missed.
    /// </summary>
    Occlusion,

    /// <summary>
    /// The gradient with respect to the token's vector at the text itself, times the change from the vector of an unknown word:
    /// the fastest. Where the model is sure of a class, its gradients say little. Needs a trained network or an n-gram model.
    /// </summary>
    GradientTimesInput,
}
