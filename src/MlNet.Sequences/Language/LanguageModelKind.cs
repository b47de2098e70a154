namespace MlNet.Sequences;

/// <summary>What the head of a language model predicts, and how it is trained.</summary>
/// <param name="Tokens">The tokens of the vocabulary, without padding.</param>
/// <param name="Negatives">The tokens that each training batch is compared with; 0 for all.</param>
internal sealed record LanguageModelKind(int Tokens, int Negatives = 0)
{
    /// <summary>How often each token occurs in the training rows, in the order of the keys; null outside training.</summary>
    internal IReadOnlyList<long>? Counts { get; init; }

    /// <summary>
    /// Whether training computes the whole softmax: where most of the vocabulary would be drawn, it costs no more.
    /// </summary>
    internal bool IsWhole => Negatives == 0 || Negatives > Tokens / 2;
}
