namespace MlNet.Sequences.Cli;

/// <summary>The columns of labelled texts, by the names that the data give them and the model keeps.</summary>
internal sealed record ColumnNames(string Text, string Label)
{
    internal static readonly ColumnNames Default = new("Text", "Label");

    /// <summary>What is wrong with the names for training, or null.</summary>
    internal string? Violation() =>
        Text.Equals(Label, StringComparison.OrdinalIgnoreCase)
            ? $"--text and --label need two columns; received '{Text}' for both. Name another column for one of them."
        : TrainingPipeline.OwnColumns.Contains(Label)
            ? $"--label needs a column that is none of the pipeline's own, {Words.List(TrainingPipeline.OwnColumns)}; received '{Label}'. Rename the column."
        : null;
}
