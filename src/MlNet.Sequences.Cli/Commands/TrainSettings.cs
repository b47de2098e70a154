namespace MlNet.Sequences.Cli;

/// <summary>The settings of train, with every default filled in.</summary>
/// <param name="Data">The path of the texts; null for the sample.</param>
/// <param name="Columns">The columns of the data that are read.</param>
/// <param name="Task">The task, or null to choose it by the labels.</param>
/// <param name="Output">The path of the model.</param>
/// <param name="Vocabulary">The most distinct words; null for all.</param>
/// <param name="Length">The most words of a text to read; null for all.</param>
/// <param name="Kind">The trainer.</param>
/// <param name="Options">The trainer's options.</param>
/// <param name="Json">Whether the report goes to stdout.</param>
internal sealed record TrainSettings(
    string? Data, ColumnNames Columns, TextTask? Task, string Output, int? Vocabulary, int? Length,
    TrainerKind Kind, object Options, bool Json)
{
    /// <summary>The options of a network.</summary>
    internal SequenceTrainerOptions Network => (SequenceTrainerOptions)Options;

    /// <summary>The options of n-grams.</summary>
    internal NgramLogisticRegressionOptions Ngrams => (NgramLogisticRegressionOptions)Options;

    /// <summary>The model whose words are used; null to learn them.</summary>
    internal LoadedModel? WordsOf { get; init; }

    /// <summary>The recipe, or null.</summary>
    internal TextRecipeOptions? Recipe { get; init; }

    /// <summary>Texts without labels to learn from; null for those of the data set, with a recipe, or for none.</summary>
    internal string? Unlabeled { get; init; }

    /// <summary>Texts to validate each epoch with; null to hold some out.</summary>
    internal string? Validation { get; init; }

    /// <summary>Texts to test the model on; null for the test part of the data.</summary>
    internal string? Test { get; init; }

    /// <summary>The file for the words and the encoded texts, or null.</summary>
    internal string? Cache { get; init; }

    /// <summary>The folder for TensorBoard's curves, or null.</summary>
    internal string? TensorBoard { get; init; }

    /// <summary>The file for a table of the epochs, or null.</summary>
    internal string? Csv { get; init; }

    /// <summary>The user's names of the trainer's options.</summary>
    internal required OptionNames Names { get; init; }

    /// <summary>What the user calls <see cref="Length"/>; null if it is the default.</summary>
    internal string? NameOfLength { get; init; }

    /// <summary>
    /// The columns as named in the pipeline, without the sampling key: a model's words come from a text column with the model's
    /// name, and the columns of a file without names have the usual ones.
    /// </summary>
    internal ColumnNames PipelineColumns
    {
        get
        {
            var own = Data is { } path && TagFile.IsTagFile(path) ? ColumnNames.Default : Columns;
            return (WordsOf is null ? own : own with { Texts = WordsOf.TextColumnNames }) with { SamplingKey = null };
        }
    }

    /// <summary><see cref="PipelineColumns"/>, with the sampling key that the trainer reads.</summary>
    internal ColumnNames TrainingColumns =>
        PipelineColumns with { SamplingKey = (Options as SequenceTrainerOptions)?.SamplingKeyColumnName };

    /// <summary>Makes a network hold out rows with the same value together; n-grams hold out no rows.</summary>
    /// <param name="samplingKey">The column of the data, or null.</param>
    internal void HoldOutBy(string? samplingKey)
    {
        if (Options is SequenceTrainerOptions network)
            network.SamplingKeyColumnName = samplingKey;
    }
}
