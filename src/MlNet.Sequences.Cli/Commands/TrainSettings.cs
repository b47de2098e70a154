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
    TrainerKind Kind, SequenceTrainerOptions Trainer, bool Json);
