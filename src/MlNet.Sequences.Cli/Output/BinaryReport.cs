using Microsoft.ML.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>ML.NET's metrics of two classes. The log-loss is in bits: a fair coin has 1.</summary>
/// <param name="Accuracy">The fraction of rows whose class is predicted correctly.</param>
/// <param name="Auc">The area under the ROC curve.</param>
/// <param name="F1">The F1 of the second class.</param>
/// <param name="LogLoss">The log-loss in bits.</param>
/// <param name="Classes">The names of the classes, the negative one first.</param>
/// <param name="ConfusionMatrix">The counts.</param>
internal sealed record BinaryReport(
    double Accuracy, double Auc, double F1, double LogLoss, IReadOnlyList<string> Classes,
    ConfusionReport ConfusionMatrix) : MetricsReport
{
    internal static BinaryReport Of(CalibratedBinaryClassificationMetrics metrics, IReadOnlyList<string> classes)
    {
        var counts = metrics.ConfusionMatrix.Counts.Select(row => (IReadOnlyList<long>)[.. row.Select(count => (long)count)])
            .ToArray();
        return new BinaryReport(
            metrics.Accuracy, metrics.AreaUnderRocCurve, metrics.F1Score, metrics.LogLoss, classes,
            new ConfusionReport(counts[0][0], counts[1][0], counts[1][1], counts[0][1]))
        {
            PerClass = ClassReport.Of([classes[1], classes[0]], counts),
        };
    }

    private protected override IEnumerable<(string Name, string Value)> Numbers =>
    [
        ("Accuracy", Format.Percent(Accuracy)),
        ("Area under the ROC curve", Format.Fixed(Auc)),
        ("F1", Format.Fixed(F1)),
        ("Log-loss (bits)", Format.Fixed(LogLoss)),
    ];

    private protected override IRenderable Confusion => new Table().RoundedBorder()
        .AddColumn("").AddColumn(Tables.Right(Tables.Escape($"Predicted {Classes[1]}")))
        .AddColumn(Tables.Right(Tables.Escape($"Predicted {Classes[0]}")))
        .AddRow(
            Tables.Escape(Classes[1]), Format.Count(ConfusionMatrix.TruePositives), Format.Count(ConfusionMatrix.FalseNegatives))
        .AddRow(
            Tables.Escape(Classes[0]), Format.Count(ConfusionMatrix.FalsePositives), Format.Count(ConfusionMatrix.TrueNegatives));
}

internal sealed record ConfusionReport(long TruePositives, long FalsePositives, long TrueNegatives, long FalseNegatives);
