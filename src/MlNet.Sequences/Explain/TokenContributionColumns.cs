namespace MlNet.Sequences;

/// <summary>The names of the columns that <see cref="TokenContributionTransformer"/> adds.</summary>
public static class TokenContributionColumns
{
    /// <summary>The tokens of the text, a vector of texts.</summary>
    public const string Tokens = "ExplainedTokens";

    /// <summary>What each of the tokens adds to the score, a vector of Single.</summary>
    public const string Contributions = "TokenContributions";

    /// <summary>The score that is explained, a Single.</summary>
    public const string Score = "ExplainedScore";

    /// <summary>The score without information, a Single.</summary>
    public const string Baseline = "BaselineScore";

    /// <summary>The score less the baseline and the sum of the contributions, a Single.</summary>
    public const string Gap = "CompletenessGap";

    /// <summary>The name of the class that is explained, a text; not in regression.</summary>
    public const string Class = "ExplainedClass";
}
