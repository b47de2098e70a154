namespace MlNet.Sequences;

/// <summary>A sum of the logits of a network and of n-grams.</summary>
/// <param name="Network">The factor of the network's logits.</param>
/// <param name="Ngrams">The factor of the n-grams' logits.</param>
/// <param name="Bias">What is added to the sum with two classes; 0 with more.</param>
internal readonly record struct LogitBlend(double Network, double Ngrams, double Bias)
{
    internal bool IsFinite => double.IsFinite(Network) && double.IsFinite(Ngrams) && double.IsFinite(Bias);

    internal float Of(float network, float ngrams) => (float)((Network * network) + (Ngrams * ngrams) + Bias);
}
