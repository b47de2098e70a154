namespace MlNet.Sequences;

/// <summary>How <c>mlContext.Data.LoadFromCsv</c> reads a table.</summary>
public sealed class CsvOptions
{
    /// <summary>The character between two fields, of ASCII. Default: a comma; of a .tsv file it is a tab.</summary>
    public char Separator { get; set; } = ',';

    /// <summary>
    /// Whether a field may stand in quotation marks, in which separators and line breaks are text and a quotation mark is doubled
    /// (RFC 4180). Default: true; texts in .tsv files usually have quotation marks of their own.
    /// </summary>
    public bool AllowQuoting { get; set; } = true;

    /// <summary>
    /// The name of a column to add, of Int64, with the line of the file on which a row begins, from 1; null for none. Default:
    /// null.
    /// </summary>
    public string? LineColumnName { get; set; }
}
