namespace MlNet.Sequences.Cli;

/// <summary>What train does, every default filled in.</summary>
/// <param name="Data">Where the texts are; null for the sample.</param>
/// <param name="Columns">The columns of the data that are read.</param>
/// <param name="Task">The task, or null where the labels are to tell.</param>
/// <param name="Output">Where the model goes.</param>
/// <param name="Vocabulary">The most words that are told apart.</param>
/// <param name="Length">The words of a text that are read.</param>
/// <param name="Kind">The trainer.</param>
/// <param name="Trainer">The trainer's options.</param>
/// <param name="Json">Whether the report goes to stdout.</param>
internal sealed record TrainSettings(
    string? Data, ColumnNames Columns, TextTask? Task, string Output, int Vocabulary, int Length,
    TrainerKind Kind, SequenceTrainerOptions Trainer, bool Json)
{
    /// <summary>The model whose words are those of this training, too; null where they are learnt.</summary>
    internal LoadedModel? WordsOf { get; init; }

    /// <summary>Texts to measure each epoch on; null to hold some out.</summary>
    internal string? Validation { get; init; }

    /// <summary>Texts to measure the model on; null for the test part of the data.</summary>
    internal string? Test { get; init; }

    /// <summary>The file for the words and the encoded texts, or null.</summary>
    internal string? Cache { get; init; }

    /// <summary>The folder for TensorBoard's curves, or null.</summary>
    internal string? TensorBoard { get; init; }

    /// <summary>The file for a table of the epochs, or null.</summary>
    internal string? Csv { get; init; }

    /// <summary>What the user calls the trainer's options.</summary>
    internal required OptionNames Names { get; init; }

    /// <summary>The columns as the pipeline names them: words that are a model's come from a text of the model's name.</summary>
    internal ColumnNames PipelineColumns => WordsOf is null ? Columns : Columns with { Texts = WordsOf.Texts.TextColumnNames };
}
