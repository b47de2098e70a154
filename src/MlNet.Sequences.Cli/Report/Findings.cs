using Microsoft.ML;
using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary>A report's content for a task: collected row by row, and drawn when all rows are read.</summary>
internal abstract class Findings
{
    /// <summary>The columns of scored rows that are read besides the label.</summary>
    internal abstract IReadOnlyList<string> Columns { get; }

    /// <summary>The heading of the worst mistakes, by their number.</summary>
    internal abstract string Heading(long mistakes);

    /// <summary>Reads a cursor's current row: its mistake, or null if there is none.</summary>
    internal abstract Func<Mistake?> Bind(DataViewRow row, string label);

    /// <summary>The plots of the rows that were read, each drawn on demand.</summary>
    internal abstract IReadOnlyList<Func<Plot>> Plots(MetricsReport metrics);

    /// <summary>A table next to the plots: the classes, if any.</summary>
    internal static HtmlTable? Table(MetricsReport metrics) =>
        metrics.PerClass is { } classes
        ? new("The classes", ClassReport.Headings, [.. classes.Select(each => each.Cells)])
        : null;

    private protected static string HeadingOfClasses(long mistakes) => mistakes switch
    {
        0 => "No errors",
        1 => "The one error",
        <= WorstMistakes.Most => $"The {mistakes} errors, most confident first",
        _ => $"The {WorstMistakes.Most} most confident of {Format.Count(mistakes)} errors",
    };
}
