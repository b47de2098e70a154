namespace MlNet.Sequences;

/// <summary>How faithful explanations are to a model, as <c>mlContext.Model.EvaluateExplanations</c> measures it.</summary>
/// <param name="Rows">The texts with tokens that were measured.</param>
/// <param name="Tokens">
/// Measures of the explained order of tokens: the strongest contributions to the predicted class first.
/// </param>
/// <param name="RandomTokens">The same measures of a random order, which explains nothing.</param>
/// <param name="RandomizedCorrelation">
/// The mean rank correlation (Spearman's) of the contributions with those of the same network with random weights (Adebayo et al.
/// 2018, "Sanity Checks for Saliency Maps"): near 0 if explanations depend on what was learned; null for n-grams and exported
/// networks, whose weights are not random anywhere.
/// </param>
/// <param name="MeanAbsoluteGap">The mean absolute value of the column <c>CompletenessGap</c>.</param>
/// <param name="MillisecondsPerRow">The mean time to explain a text, one after another, on all cores.</param>
public sealed record ExplanationMetrics(
    int Rows, DeletionMetrics Tokens, DeletionMetrics RandomTokens, double? RandomizedCorrelation, double MeanAbsoluteGap,
    double MillisecondsPerRow)
{
    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(ExplanationMetrics), PrintMembers);
}
