namespace MlNet.Sequences.Cli;

/// <summary>A text to score.</summary>
internal sealed class TextRow
{
    public string Text { get; set; } = "";
}

/// <summary>
/// A text with its label as the data write it, before a task says what it means. The names are the columns', and such as no data have.
/// </summary>
internal sealed class SourceRow
{
    public string SourceText { get; set; } = "";

    public string SourceLabel { get; set; } = "";

    /// <summary>The line of the file, from 1.</summary>
    public long SourceLine { get; set; }
}
