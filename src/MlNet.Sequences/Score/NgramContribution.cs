namespace MlNet.Sequences;

/// <summary>What an n-gram adds to the logit of a text.</summary>
/// <param name="Tokens">Its tokens: their key values, where the training data had none their keys as numbers.</param>
/// <param name="Value">What it adds: above 0 for the class, below 0 against it.</param>
public sealed record NgramContribution(IReadOnlyList<string> Tokens, double Value)
{
    /// <summary>The tokens, separated by spaces, and the value, in the invariant culture.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"{nameof(NgramContribution)} {{ Tokens = {string.Join(' ', Tokens ?? [])}, Value = {Value} }}");
}
