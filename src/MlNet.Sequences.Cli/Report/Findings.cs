using Microsoft.ML;
using MlNet.Sequences.Plots;

namespace MlNet.Sequences.Cli;

/// <summary>What a report shows of a task: gathered row by row, and drawn when all rows are read.</summary>
internal abstract class Findings
{
    /// <summary>The columns of scored rows that are read beside the label.</summary>
    internal abstract IReadOnlyList<string> Columns { get; }

    /// <summary>What the worst mistakes are called, given how many there are.</summary>
    internal abstract string Heading(long mistakes);

    /// <summary>Reads the row that a cursor stands on: its mistake, or null where there is none.</summary>
    internal abstract Func<Mistake?> Bind(DataViewRow row, string label);

    /// <summary>The plots of the rows that were read, each drawn when it is asked for.</summary>
    internal abstract IReadOnlyList<Func<Plot>> Plots(MetricsReport metrics);

    /// <summary>A table beside the plots: the classes, where there are some.</summary>
    internal static HtmlTable? Table(MetricsReport metrics) =>
        metrics.PerClass is { } classes
        ? new("The classes", ClassReport.Headings, [.. classes.Select(each => each.Cells)])
        : null;

    private protected static string HeadingOfClasses(long mistakes) => mistakes switch
    {
        0 => "No errors",
        1 => "The one error",
        <= WorstMistakes.Most => $"The {mistakes} errors, the surest first",
        _ => $"The {WorstMistakes.Most} surest of {Format.Count(mistakes)} errors",
    };
}
