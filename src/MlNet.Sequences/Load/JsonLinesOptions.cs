namespace MlNet.Sequences;

/// <summary>How <c>mlContext.Data.LoadFromJsonLines</c> reads a file.</summary>
public sealed class JsonLinesOptions
{
    /// <summary>
    /// The name of a column to add, of Int64, with the line of the file that a row is from, from 1; null for none. Default: null.
    /// </summary>
    public string? LineColumnName { get; set; }
}
