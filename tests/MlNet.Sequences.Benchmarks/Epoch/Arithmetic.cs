namespace MlNet.Sequences.Benchmarks;

/// <summary>
/// The floating-point operations of training, as the textbooks' formulas count them: the matrix products of each true token
/// (padding counts for nothing), a multiplication and an addition each, and three times as many for forward and backward as for
/// forward alone. Lookups, activations, normalisations, the head and the optimizer are left out.
/// </summary>
internal static class Arithmetic
{
    private const double ForwardAndBackward = 3;

    /// <summary>The mean operations that a review takes.</summary>
    /// <param name="settings">The network.</param>
    /// <param name="lengths">The tokens of each review.</param>
    internal static double PerReview(ModelSettings settings, IReadOnlyCollection<int> lengths)
    {
        double tokens = lengths.Average();
        if (!settings.IsTransformer)
            return ForwardAndBackward * tokens * RecurrentToken(settings);

        // Each token meets all others of its review, twice: to be weighed, and to be summed up.
        double pairs = lengths.Average(length => (double)length * length);
        double width = settings.Width;
        double token = 2 * ((4 * width * width) + (2 * width * settings.FeedForward));
        return ForwardAndBackward * settings.Layers * ((tokens * token) + (pairs * 2 * 2 * width));
    }

    // 2 (gates · hidden · input + gates · hidden · hidden), layer by layer.
    private static double RecurrentToken(ModelSettings settings)
    {
        double gates = settings.Architecture switch { "lstm" => 4, "gru" => 3, _ => 1 };
        double hidden = settings.Hidden;
        double sum = 0;
        for (int layer = 0; layer < settings.Layers; layer++)
            sum += 2 * ((gates * hidden * (layer == 0 ? settings.Embedding : hidden)) + (gates * hidden * hidden));
        return sum;
    }
}
