namespace MlNet.Sequences.Cli;

/// <summary>A table of a page; the first cell of a row names it.</summary>
internal sealed record HtmlTable(string Caption, IReadOnlyList<string> Headings, IReadOnlyList<IReadOnlyList<string>> Rows);
