namespace MlNet.Sequences;

/// <summary>How <c>mlContext.Data.LoadFromCsv</c> reads a table.</summary>
public sealed class CsvOptions
{
    /// <summary>The character between two fields, of ASCII. Default: a comma; set a tab for .tsv files.</summary>
    public char Separator { get; set; } = ',';

    /// <summary>
    /// Whether a field may stand in quotation marks, in which separators and line breaks are text and a quotation mark is doubled
    /// (RFC 4180). Default: true; set false for .tsv files, whose texts usually contain quotation marks.
    /// </summary>
    public bool AllowQuoting { get; set; } = true;

    /// <summary>
    /// The name of a column to add, of Int64, with the line of the file on which a row begins, from 1; null for none. Default:
    /// null.
    /// </summary>
    public string? LineColumnName { get; set; }
}
