using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The columns of explanations.</summary>
internal static class ContributionColumns
{
    internal const string Tokens = "ExplainedTokens", Contributions = "TokenContributions", Score = "ExplainedScore",
        Baseline = "BaselineScore", Gap = "CompletenessGap", Class = "ExplainedClass";

    private static readonly DataViewSchema.DetachedColumn[] Always =
    [
        new(Tokens, new VectorDataViewType(TextDataViewType.Instance)),
        new(Contributions, new VectorDataViewType(NumberDataViewType.Single)),
        new(Score, NumberDataViewType.Single),
        new(Baseline, NumberDataViewType.Single),
        new(Gap, NumberDataViewType.Single),
    ];

    internal static DataViewSchema.DetachedColumn[] Of(Objective objective) =>
        objective.Classes == 0 ? Always : [.. Always, new(Class, TextDataViewType.Instance)];
}
