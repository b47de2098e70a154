namespace MlNet.Sequences.Cli;

/// <summary>A text to score: the column that a model's pipeline reads.</summary>
internal class TextRow
{
    public string Text { get; set; } = "";
}

/// <summary>A text with its class.</summary>
internal sealed class LabelledRow : TextRow
{
    public bool Label { get; set; }
}
