using System.ComponentModel.DataAnnotations;

namespace MlNet.Sequences;

/// <summary>What is explained, and how: see <c>mlContext.Transforms.CalculateTokenContributions</c>.</summary>
/// <remarks>Plain values, read when the estimator is made.</remarks>
public sealed class TokenContributionOptions
{
    internal const int DefaultNumberOfSteps = 15;

    /// <summary>
    /// How contributions are computed. Default: <see cref="TokenContributionMethod.IntegratedGradients"/>.
    /// </summary>
    public TokenContributionMethod Method { get; set; } = TokenContributionMethod.IntegratedGradients;

    /// <summary>
    /// The points of <see cref="TokenContributionMethod.IntegratedGradients"/> between zero vectors and the text's, by
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

    /// <summary>Adds the violations of these options for a model.</summary>
    internal void AddViolations(Objective objective, OptionViolations violations)
    {
        OptionRules.AddViolations(this, violations);
        if (Class is { } number && objective.Classes == 0)
            violations.Add(nameof(Class), $"must be null for {objective.Describe()}", number, $"leave it out");
        else if (Class is not null && !(Class >= 0 && Class < objective.Classes))
            violations.Add(
                nameof(Class), $"must be from 0 to {objective.Classes - 1}", Class,
                $"set the place of a class in ClassNames, or null for the predicted one");
    }
}
