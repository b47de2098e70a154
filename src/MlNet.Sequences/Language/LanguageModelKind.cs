namespace MlNet.Sequences;

/// <summary>What the head of a language model predicts, and how it is trained.</summary>
/// <param name="Tokens">The tokens of the vocabulary, without padding.</param>
/// <param name="Negatives">The tokens that each training batch is compared with; 0 for all.</param>
/// <param name="MaskedFraction">
/// The fraction of a sequence's tokens that are masked and predicted; 0 to predict neighbors.
/// </param>
/// <param name="Horizon">A neighbor is one of so many tokens ahead, drawn at random; 1 for the next.</param>
internal sealed record LanguageModelKind(int Tokens, int Negatives = 0, double MaskedFraction = 0, int Horizon = 1)
{
    /// <summary>How often each token occurs in the training rows, in the order of the keys; null outside training.</summary>
    internal IReadOnlyList<long>? Counts { get; init; }

    /// <summary>
    /// Whether training computes the whole softmax: where most of the vocabulary would be drawn, it costs no more.
    /// </summary>
    internal bool IsWhole => Negatives == 0 || Negatives > Tokens / 2;

    /// <summary>Whether masked tokens are predicted, from states that have read all others.</summary>
    internal bool IsMasked => MaskedFraction > 0;

    /// <summary>The predictions for a sequence in one direction.</summary>
    internal static int PredictionsOf(int length, double maskedFraction) =>
        maskedFraction > 0 ? MaskedTokens.CountOf(length, maskedFraction) : Math.Max(0, length - 1);
}
