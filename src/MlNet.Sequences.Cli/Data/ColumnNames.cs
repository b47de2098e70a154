namespace MlNet.Sequences.Cli;

/// <summary>The columns of labeled texts, by their names in the data, which the model keeps.</summary>
/// <param name="Texts">The columns with the texts: one, or those that a model reads together.</param>
/// <param name="Label">The column with the labels.</param>
internal sealed record ColumnNames(IReadOnlyList<string> Texts, string Label)
{
    internal const string TextOption = "--text-column";
    internal const string SeriesOption = "--series-column";
    internal const string TimeOption = "--time-column";
    internal const string LabelOption = "--label-column";
    internal const string SamplingKeyOption = "--sampling-key-column";

    internal static readonly ColumnNames Default = new(["Text"], "Label");

    /// <summary>The column whose equal values are held out together; null if there is none, or to use the data set's.</summary>
    internal string? SamplingKey { get; init; }

    /// <summary>What is wrong with the names for training, or null.</summary>
    internal string? Violation() =>
        SamplingKey is { } key && (Texts.Append(Label).Contains(key, StringComparer.OrdinalIgnoreCase)
            || TrainingPipeline.MadeColumns.Contains(key))
            ? $"{SamplingKeyOption} must name another column than {TextOption} and {LabelOption}, and none that training adds, " +
            $"{Words.List(TrainingPipeline.MadeColumns, "or")}; received '{key}'. Change it."
        : Texts.FirstOrDefault(text => text.Equals(Label, StringComparison.OrdinalIgnoreCase)) is { } both
            ? $"{TextOption} and {LabelOption} must name different columns; received '{both}' for both. Change one of them."
        : TrainingPipeline.MadeColumns.Contains(Label)
            ? $"{LabelOption} must not name a column that training adds, {Words.List(TrainingPipeline.MadeColumns, "or")}; " +
            $"received '{Label}'. Rename the column."
        : null;
}
