namespace MlNet.Sequences;

/// <summary>
/// A token contributes what the score loses without it. This is exact: padding never changes a score, so a text without a token
/// is one more text. The score without information is that of the empty text.
/// </summary>
internal sealed class OcclusionExplainer(IScoringNetwork network, int? @class) : TokenExplainer(network, @class)
{
    // The most tokens of the shorter texts in memory at once.
    private const int TokensAtOnce = 1 << 20;

    private protected override (float[] Contributions, double Baseline) Explain(
        int[] tokens, int chosen, double score, int threads, CancellationToken cancellationToken)
    {
        float[] contributions = new float[tokens.Length];
        int textsAtOnce = Math.Max(1, TokensAtOnce / tokens.Length);
        for (int first = 0; first < tokens.Length; first += textsAtOnce)
        {
            int count = Math.Min(textsAtOnce, tokens.Length - first);
            float[] logits = LogitsOf([.. Enumerable.Range(first, count).Select(Without)], cancellationToken);
            for (int i = 0; i < count; i++)
                contributions[first + i] = (float)(score - Score.Of(logits.AsSpan(i * Outputs, Outputs), chosen));
        }

        return (contributions, Score.Of(LogitsOf([[]], cancellationToken), chosen));

        int[] Without(int place) => [.. tokens.AsSpan(0, place), .. tokens.AsSpan(place + 1)];
    }
}
