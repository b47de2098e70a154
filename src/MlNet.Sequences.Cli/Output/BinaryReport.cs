using Microsoft.ML.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>ML.NET's metrics of two classes. The log-loss is in bits: a fair coin has 1.</summary>
internal sealed record BinaryReport(double Accuracy, double Auc, double F1, double LogLoss, ConfusionReport ConfusionMatrix) : MetricsReport
{
    internal static BinaryReport Of(CalibratedBinaryClassificationMetrics metrics)
    {
        var counts = metrics.ConfusionMatrix.Counts;
        return new BinaryReport(
            metrics.Accuracy, metrics.AreaUnderRocCurve, metrics.F1Score, metrics.LogLoss,
            new ConfusionReport((long)counts[0][0], (long)counts[1][0], (long)counts[1][1], (long)counts[0][1]));
    }

    private protected override IEnumerable<(string Name, string Value)> Numbers =>
    [
        ("Accuracy", Format.Percent(Accuracy)),
        ("Area under the ROC curve", Format.Fixed(Auc)),
        ("F1", Format.Fixed(F1)),
        ("Log-loss (bits)", Format.Fixed(LogLoss)),
    ];

    private protected override IRenderable Confusion => new Table().RoundedBorder()
        .AddColumn("").AddColumn(Tables.Right("Predicted positive")).AddColumn(Tables.Right("Predicted negative"))
        .AddRow("Positive", Format.Count(ConfusionMatrix.TruePositives), Format.Count(ConfusionMatrix.FalseNegatives))
        .AddRow("Negative", Format.Count(ConfusionMatrix.FalsePositives), Format.Count(ConfusionMatrix.TrueNegatives));
}

internal sealed record ConfusionReport(long TruePositives, long FalsePositives, long TrueNegatives, long FalseNegatives);
