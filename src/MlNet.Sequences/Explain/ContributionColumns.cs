using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNet.Sequences;

/// <summary>The columns of explanations.</summary>
internal static class ContributionColumns
{
    private static readonly DataViewSchema.DetachedColumn[] Always =
    [
        new(TokenContributionColumns.Tokens, new VectorDataViewType(TextDataViewType.Instance)),
        new(TokenContributionColumns.Contributions, new VectorDataViewType(NumberDataViewType.Single)),
        new(TokenContributionColumns.Score, NumberDataViewType.Single),
        new(TokenContributionColumns.Baseline, NumberDataViewType.Single),
        new(TokenContributionColumns.Gap, NumberDataViewType.Single),
    ];

    internal static DataViewSchema.DetachedColumn[] Of(Objective objective) =>
        objective.Classes == 0 ? Always : [.. Always, new(TokenContributionColumns.Class, TextDataViewType.Instance)];
}
