using System.Text.Json.Serialization;
using Microsoft.ML.Data;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>
/// ML.NET's metrics of several classes. The log-loss is in nats: a guess among k classes has ln k. The confusion matrix has a row
/// for each true class and a column for each predicted one, both in the order of the classes.
/// </summary>
internal record MulticlassReport(
    double MicroAccuracy, double MacroAccuracy, double LogLoss, IReadOnlyList<string> Classes,
    IReadOnlyList<IReadOnlyList<long>> ConfusionMatrix)
    : MetricsReport
{
    /// <summary>A table of more classes is wider than a page.</summary>
    private const int MostShown = 20;

    /// <summary>
    /// How often the true class is among the three likeliest; absent with three or fewer classes.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Top3Accuracy { get; init; }

    internal static MulticlassReport Of(MulticlassClassificationMetrics metrics, IReadOnlyList<string> classes)
    {
        var counts = metrics.ConfusionMatrix.Counts.Select(row => (IReadOnlyList<long>)[.. row.Select(count => (long)count)])
            .ToArray();
        return new(metrics.MicroAccuracy, metrics.MacroAccuracy, metrics.LogLoss, classes, counts)
        {
            Top3Accuracy = metrics.TopKPredictionCount > 0 ? metrics.TopKAccuracy : null,
            PerClass = ClassReport.Of(classes, counts),
        };
    }

    private protected override IEnumerable<(string Name, string Value)> Numbers =>
    [
        ("Accuracy", Format.Percent(MicroAccuracy)),
        ("Macro accuracy", Format.Percent(MacroAccuracy)),
        .. Top3Accuracy is { } top ? [("Top-3 accuracy", Format.Percent(top))] : Array.Empty<(string, string)>(),
        ("Log-loss (nats)", Format.Fixed(LogLoss)),
    ];

    private protected override IRenderable Confusion
    {
        get
        {
            var leftOut = new Text(
                $"The confusion matrix of {Classes.Count} classes is wider than the page; --json and --report have it.");
            if (Classes.Count > MostShown)
                return leftOut;
            var table = new Table().RoundedBorder().AddColumn("True \\ predicted");
            foreach (string name in Classes)
                table.AddColumn(Tables.Right(Tables.Escape(name)));
            foreach (var (name, counts) in Classes.Zip(ConfusionMatrix))
                table.AddRow([Tables.Escape(name), .. counts.Select(count => Format.Count(count))]);
            return new Fitting(table, leftOut);
        }
    }
}
