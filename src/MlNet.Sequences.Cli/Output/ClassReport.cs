using Spectre.Console;

namespace MlNet.Sequences.Cli;

/// <summary>How well a class is predicted. Property names are the JSON's.</summary>
/// <param name="Class">The class.</param>
/// <param name="Rows">The number of its rows.</param>
/// <param name="Precision">The fraction of rows predicted as it that have it; NaN if none is predicted.</param>
/// <param name="Recall">The fraction of its rows that are predicted as it; NaN if there are none.</param>
/// <param name="F1">Their harmonic mean.</param>
internal sealed record ClassReport(string Class, long Rows, double Precision, double Recall, double F1)
{
    internal static readonly string[] Headings = ["Class", "Rows", "Precision", "Recall", "F1"];

    internal string[] Cells => [Class, Format.Count(Rows), Format.Percent(Precision), Format.Percent(Recall), Format.Fixed(F1)];

    /// <param name="classes">The classes.</param>
    /// <param name="counts">A row for each true class with a count of each predicted one, in the same order.</param>
    internal static IReadOnlyList<ClassReport> Of(IReadOnlyList<string> classes, IReadOnlyList<IReadOnlyList<long>> counts) =>
    [
        .. classes.Take(counts.Count).Select((name, i) =>
        {
            long rows = counts[i].Sum(), predicted = counts.Sum(row => row[i]), right = counts[i][i];
            return new ClassReport(name, rows, (double)right / predicted, (double)right / rows, 2.0 * right / (rows + predicted));
        }),
    ];

    /// <param name="classes">The classes.</param>
    /// <param name="what">The heading of the classes.</param>
    /// <param name="rows">The heading of their numbers.</param>
    internal static Table ToTable(IEnumerable<ClassReport> classes, string what = "Class", string rows = "Rows")
    {
        var table = new Table().RoundedBorder().AddColumn(what);
        foreach (string heading in Headings.Skip(2).Prepend(rows))
            table.AddColumn(Tables.Right(heading));
        foreach (var each in classes)
            table.AddRow([.. each.Cells.Select(Tables.Escape)]);
        return table;
    }
}
