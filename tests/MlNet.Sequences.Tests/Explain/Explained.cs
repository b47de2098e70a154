using Microsoft.ML;

namespace MlNet.Sequences.Tests;

/// <summary>A row of explanations, as a user reads it.</summary>
internal sealed class Explained
{
    public string[] ExplainedTokens { get; set; } = [];

    public float[] TokenContributions { get; set; } = [];

    public float ExplainedScore { get; set; }

    public float BaselineScore { get; set; }

    public float CompletenessGap { get; set; }

    internal static Explained[] Of(
        MLContext mlContext, ITransformer model, IDataView rows, TokenContributionOptions? options = null) =>
        Read(mlContext, mlContext.Transforms.CalculateTokenContributions(model, options).Fit(rows).Transform(rows));

    internal static Explained[] Read(MLContext mlContext, IDataView explained) =>
        [.. mlContext.Data.CreateEnumerable<Explained>(explained, reuseRowObject: false)];
}
