using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>What is explained, and how: see <c>mlContext.Transforms.CalculateTokenContributions</c>.</summary>
/// <remarks>Plain values, read when the estimator is made.</remarks>
public sealed class TokenContributionOptions
{
    internal const int DefaultNumberOfSteps = 15;

    private static readonly string[] UnknownTokens =
        [TokenizeIntoWordsAsKeysOptions.DefaultOutOfVocabularyToken, TokenizeIntoSubwordsAsKeysOptions.DefaultUnknownToken];

    /// <summary>
    /// How contributions are computed. Default: <see cref="TokenContributionMethod.IntegratedGradients"/>.
    /// </summary>
    public TokenContributionMethod Method { get; set; } = TokenContributionMethod.IntegratedGradients;

    /// <summary>
    /// The token whose vector has no information, from which gradients are integrated; occlusion ignores it. Null is the token of
    /// unknown words, "&lt;OOV&gt;" or "[UNK]", if the vocabulary has it, and otherwise zero vectors. Zero vectors are unlike
    /// any text: a recurrent network may change abruptly near them, where no number of steps suffices. Default: null.
    /// </summary>
    public string? BaselineToken { get; set; }

    /// <summary>
    /// The points of <see cref="TokenContributionMethod.IntegratedGradients"/> between the baseline and the text, by
    /// Gauss–Legendre quadrature; other methods ignore it. More steps take longer, and the column <c>CompletenessGap</c> becomes
    /// smaller. From 1 to 1000. Default: 15.
    /// </summary>
    [Range(1, 1000)]
    public int NumberOfSteps { get; set; } = DefaultNumberOfSteps;

    /// <summary>
    /// The class to explain, by its place in the model's <c>ClassNames</c>, from 0 on. Null explains the class that is predicted,
    /// and with two classes always the second, true: then words with positive contributions speak for it, and those with
    /// negative ones for the first. Must be null in regression. Default: null.
    /// </summary>
    public int? Class { get; set; }

    /// <summary>A copy that the caller's later changes don't affect.</summary>
    internal TokenContributionOptions Copy() => (TokenContributionOptions)MemberwiseClone();

    /// <summary>The key of the token whose vector has no information; 0 for a vector of zeros.</summary>
    internal int BaselineOf(PrimitiveValues? vocabulary)
    {
        string[] known = [.. vocabulary?.Texts ?? []];
        return BaselineToken is { } token
            ? Array.IndexOf(known, token) + 1
            : UnknownTokens.Select(unknown => Array.IndexOf(known, unknown) + 1).FirstOrDefault(key => key > 0);
    }

    /// <summary>Adds the violations of these options for a model.</summary>
    internal void AddViolations(IScoringNetwork network, OptionViolations violations)
    {
        var objective = network.Objective;
        OptionRules.AddViolations(this, violations);
        if (BaselineToken is not null && BaselineOf(network.Vocabulary) == 0)
            violations.Add(
                nameof(BaselineToken), $"must be a token of the model's vocabulary", BaselineToken,
                $"set one that it has, such as that of unknown words, or null");
        if (Class is { } number && objective.Classes == 0)
            violations.Add(nameof(Class), $"must be null for {objective.Describe()}", number, $"leave it out");
        else if (Class is not null && !(Class >= 0 && Class < objective.Classes))
            violations.Add(
                nameof(Class), $"must be from 0 to {objective.Classes - 1}", Class,
                $"set the place of a class in ClassNames, or null for the predicted one");
    }
}
