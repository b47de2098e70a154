namespace MlNet.Sequences.Cli;

/// <summary>The columns of labeled texts, by their names in the data, which the model keeps.</summary>
/// <param name="Texts">The columns with the texts: one, or those that a model reads together.</param>
/// <param name="Label">The column with the labels.</param>
internal sealed record ColumnNames(IReadOnlyList<string> Texts, string Label)
{
    internal const string TextOption = "--text-column";
    internal const string LabelOption = "--label-column";

    internal static readonly ColumnNames Default = new(["Text"], "Label");

    /// <summary>What is wrong with the names for training, or null.</summary>
    internal string? Violation() =>
        Texts.FirstOrDefault(text => text.Equals(Label, StringComparison.OrdinalIgnoreCase)) is { } both
            ? $"{TextOption} and {LabelOption} must name different columns; received '{both}' for both. Change one of them."
        : TrainingPipeline.MadeColumns.Contains(Label)
            ? $"{LabelOption} must not name a column that training adds, {Words.List(TrainingPipeline.MadeColumns, "or")}; " +
            $"received '{Label}'. Rename the column."
        : null;
}
