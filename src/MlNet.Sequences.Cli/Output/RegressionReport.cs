using Microsoft.ML.Data;

namespace MlNet.Sequences.Cli;

/// <summary>ML.NET's metrics of a regression, in the label's unit; the loss function is its mean squared error.</summary>
internal sealed record RegressionReport(
    double RootMeanSquaredError, double MeanAbsoluteError, double RSquared, double LossFunction) : MetricsReport
{
    internal static RegressionReport Of(RegressionMetrics metrics) =>
        new(metrics.RootMeanSquaredError, metrics.MeanAbsoluteError, metrics.RSquared, metrics.LossFunction);

    private protected override IEnumerable<(string Name, string Value)> Numbers =>
    [
        ("Root mean squared error", Format.Fixed(RootMeanSquaredError)),
        ("Mean absolute error", Format.Fixed(MeanAbsoluteError)),
        ("R²", Format.Fixed(RSquared)),
        ("Mean squared error", Format.Fixed(LossFunction)),
    ];
}
