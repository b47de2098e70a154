namespace MlNet.Sequences;

/// <summary>What a token contributes to the score of a text.</summary>
/// <param name="Token">The token: a word as the text spells it, or as the vocabulary has it.</param>
/// <param name="Value">What it adds: above 0 for the class that is explained, below 0 against it.</param>
public sealed record TokenContribution(string Token, float Value)
{
    /// <summary>The members by name, in the invariant culture.</summary>
    public override string ToString() => InvariantText.Of(nameof(TokenContribution), PrintMembers);
}
