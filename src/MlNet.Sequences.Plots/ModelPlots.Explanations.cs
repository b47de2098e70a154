using System.Globalization;

namespace MlNet.Sequences.Plots;

/// <content>The plots of explanations.</content>
public static partial class ModelPlots
{
    /// <summary>A text with its words marked by what they contribute to the model's prediction.</summary>
    /// <param name="explanation">The explanation, of <c>TextExplainer</c>.</param>
    /// <returns>The plot. It shows the first 400 words; its table has the 100 strongest.</returns>
    /// <exception cref="ArgumentException">The text has no words, or a contribution is not finite.</exception>
    public static Plot TokenContributions(TextExplanation explanation)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        string label = explanation.Prediction.PredictedLabel is { } predicted
            ? $"Predicted: {Words.CutInside(predicted, 18)}, " : "";
        string what = explanation.ClassName is null ? "predicted" : "log-odds";
        return Draw(explanation.Tokens, explanation.ClassName, string.Create(
            CultureInfo.InvariantCulture,
            $"{label}{what} {Words.Value(explanation.Score)}, without words {Words.Value(explanation.BaselineScore)}"),
            nameof(explanation));
    }

    /// <summary>A text with its words marked by what they contribute.</summary>
    /// <param name="tokens">The words in their order, with their contributions, such as those of a row of explained data.</param>
    /// <param name="className">
    /// The class that words with positive contributions speak for; null for a number, which they raise. Default: null.
    /// </param>
    /// <returns>The plot. It shows the first 400 words; its table has the 100 strongest.</returns>
    /// <exception cref="ArgumentException">There are no words, or a contribution is not finite.</exception>
    public static Plot TokenContributions(IReadOnlyList<TokenContribution> tokens, string? className = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        return Draw(tokens, className, tokens.Count == 1 ? "1 word" : $"{Words.Count(tokens.Count)} words", nameof(tokens));
    }

    private static Plot Draw(
        IReadOnlyList<TokenContribution> tokens, string? className, string summary, string parameter)
    {
        Check.Finite([.. tokens.Select(token => token.Value)], "contributions", parameter);
        return ContributionChart.Draw(tokens, className, summary);
    }
}
