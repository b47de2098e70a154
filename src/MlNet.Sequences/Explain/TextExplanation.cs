using System.Globalization;

namespace MlNet.Sequences;

/// <summary>Why a model predicts what it does for a text: what each token contributes to the score.</summary>
/// <seealso cref="TextExplainer"/>
public sealed class TextExplanation
{
    internal TextExplanation(
        TextPrediction prediction, TokenContributionMethod method, string? className, IReadOnlyList<TokenContribution> tokens,
        float score, float baseline, float gap)
    {
        (Prediction, Method, ClassName, Tokens) = (prediction, method, className, tokens);
        (Score, BaselineScore, CompletenessGap) = (score, baseline, gap);
    }

    /// <summary>What the model predicts for the text.</summary>
    public TextPrediction Prediction { get; }

    /// <summary>How the contributions were computed.</summary>
    public TokenContributionMethod Method { get; }

    /// <summary>The class that is explained, which words with positive contributions speak for; null in regression.</summary>
    public string? ClassName { get; }

    /// <summary>The tokens of the text in their order, without those that <c>PadSequence</c> cuts off.</summary>
    public IReadOnlyList<TokenContribution> Tokens { get; }

    /// <summary>The number that is explained: see <see cref="TokenContributionTransformer"/>.</summary>
    public float Score { get; }

    /// <summary>
    /// The score without information: of a text of as many unknown words, or with occlusion of a text without tokens.
    /// </summary>
    public float BaselineScore { get; }

    /// <summary>Score - BaselineScore - the sum of the contributions.</summary>
    public float CompletenessGap { get; }

    /// <summary>The tokens with their contributions: "Slow (-0.41), but (0.12)".</summary>
    public override string ToString() => string.Join(
        ", ", Tokens.Select(token => string.Create(CultureInfo.InvariantCulture, $"{token.Token} ({token.Value:0.00##})")));
}
