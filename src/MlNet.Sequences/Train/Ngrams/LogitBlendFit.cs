namespace MlNet.Sequences;

/// <summary>How the logits of a network and of n-grams best add up on rows that neither was trained on.</summary>
internal static class LogitBlendFit
{
    /// <summary>
    /// Where few rows leave the blend. On held-out folds of 240 to 5,000 reviews, these factors were the best of 0.3, 0.4 and 0.5
    /// for the network.
    /// </summary>
    internal static readonly LogitBlend Start = new(0.3, 0.7, 0);

    /// <param name="network">The network's logits, <c>[rows × outputs]</c>.</param>
    /// <param name="ngrams">The n-grams' logits, <c>[rows × outputs]</c>.</param>
    /// <param name="labels">The rows' classes.</param>
    /// <param name="weights">The rows' weights. Their scale does not matter.</param>
    /// <param name="outputs">The logits of a row: one for two classes, else one for each.</param>
    internal static LogitBlend Run(float[] network, float[] ngrams, float[] labels, float[] weights, int outputs)
    {
        double[] factors = new ClassBlendFit([network, ngrams], [Start.Network, Start.Ngrams, Start.Bias], outputs)
            .Run(labels, weights, areNonnegative: false);
        return new(factors[0], factors[1], factors[2]);
    }
}
