using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>The options of train, and what they make of the defaults.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string?> _config = Arguments.Path("--config", "FILE", "A JSON file with settings, as config prints one; the options given here win over it.");
    private readonly Option<string?> _data = Arguments.Path("--data", "PATH", ToolSetting.Data.DescriptionOfOption);
    private readonly Option<string?> _text = Arguments.Column("--text", ToolSetting.TextColumn.DescriptionOfOption);
    private readonly Option<string?> _label = Arguments.Column("--label", ToolSetting.LabelColumn.DescriptionOfOption);
    private readonly Option<string?> _trainer = Arguments.Word("--trainer", ToolSetting.Trainer.DescriptionOfOption, ToolSetting.Trainer.Words);
    private readonly Option<string?> _task = Arguments.Word("--task", ToolSetting.Task.DescriptionOfOption, ToolSetting.Task.Words);
    private readonly Option<string?> _output = Arguments.Path("--output", "FILE", ToolSetting.Output.DescriptionOfOption);
    private readonly Option<int?> _vocabulary = Arguments.Integer("--vocabulary", ToolSetting.Vocabulary.DescriptionOfOption, 2);
    private readonly Option<int?> _length = Arguments.Integer("--length", ToolSetting.Length.DescriptionOfOption, 1);
    private readonly Option<bool> _json = Arguments.Json("Print one JSON object to stdout.");

    private readonly TrainerOption[] _trainerOptions =
    [
        TrainerOption.Integer("--epochs", nameof(SequenceTrainerOptions.NumberOfEpochs), "Passes over the texts."),
        TrainerOption.Integer("--batch-size", nameof(SequenceTrainerOptions.BatchSize), "Texts in a training step."),
        TrainerOption.Number("--learning-rate", nameof(SequenceTrainerOptions.LearningRate), "The highest learning rate.", x => x > 0, "a number above 0"),
        TrainerOption.Integer("--hidden-size", nameof(RecurrentOptions.HiddenSize), "Width of the network's state, of each direction; of a Transformer that of a word's vector, too."),
        TrainerOption.Integer("--embedding-size", nameof(RecurrentOptions.EmbeddingSize), "Width of a word's vector."),
        TrainerOption.Integer("--layers", nameof(RecurrentOptions.NumberOfLayers), "Layers on top of each other."),
        TrainerOption.Flag("--bidirectional", nameof(RecurrentOptions.Bidirectional), "Read the texts in both directions."),
        TrainerOption.Integer("--heads", nameof(TransformerOptions.NumberOfHeads), "Attention heads of a layer; the hidden size is a multiple of them."),
        TrainerOption.Integer("--feed-forward-size", nameof(TransformerOptions.FeedForwardSize), "Width inside the feed-forward blocks."),
        TrainerOption.Word<PositionEncoding>("--positions", nameof(TransformerOptions.Positions), "How the order of the words is known."),
        TrainerOption.Integer("--maximum-length", nameof(TransformerOptions.MaximumLength), "Words that learned positions are there for; without it as many as the longest text has."),
        TrainerOption.Word<SequencePooling>("--pooling", nameof(RecurrentOptions.Pooling), "How a text's states become one; first is for the Transformer alone."),
        TrainerOption.Part("--step-dropout", nameof(RecurrentOptions.StepDropout), "Part of the words left out in training."),
        TrainerOption.Part("--embedding-dropout", nameof(RecurrentOptions.EmbeddingDropout), "Part of the word vectors' features dropped in training."),
        TrainerOption.Part("--recurrent-dropout", nameof(RecurrentOptions.RecurrentDropout), "Part of the features dropped between layers."),
        TrainerOption.Part("--residual-dropout", nameof(TransformerOptions.ResidualDropout), "Part of each block's features dropped in training."),
        TrainerOption.Part("--attention-dropout", nameof(TransformerOptions.AttentionDropout), "Part of the attention weights dropped in training; slow."),
        TrainerOption.Part("--head-dropout", nameof(RecurrentOptions.HeadDropout), "Part of the features dropped ahead of the last layer."),
        TrainerOption.Part("--label-smoothing", nameof(SequenceTrainerOptions.LabelSmoothing), "Part of a label shared out among all classes.", TextTask.WithClasses),
        TrainerOption.Weights("--class-weights", nameof(SequenceTrainerOptions.ClassWeights), "How much each class counts: none, balanced, or a weight for every class by its name, as good=1,bad=2.5.", TextTask.WithClasses),
        TrainerOption.Word<RegressionLoss>("--regression-loss", nameof(SequenceTrainerOptions.RegressionLoss), "The distance from the labels that training makes small.", [TextTask.Regression]),
        TrainerOption.Number("--huber-delta", nameof(SequenceTrainerOptions.HuberDelta), "Where the loss huber becomes linear, in standard deviations of the labels.", x => x > 0, "a number above 0", [TextTask.Regression]),
        TrainerOption.Part("--validation-fraction", nameof(SequenceTrainerOptions.ValidationFraction), "Part of the texts held out to measure each epoch; the best one's weights are kept (for the sample the last one's, since so few texts can't tell). 0 for none."),
        TrainerOption.Integer("--seed", nameof(SequenceTrainerOptions.Seed), "Fixes everything random: the same seed, device and threads give the same model.", 0),
        TrainerOption.Device(nameof(SequenceTrainerOptions.Device), "Where to train; auto takes a GPU if there is one."),
        TrainerOption.Integer("--threads", nameof(SequenceTrainerOptions.NumberOfThreads), "Threads that train; without it one a core, but a single one for a small network."),
    ];

    internal void AddTo(Command command)
    {
        Option[] options =
        [
            _config, _data, _text, _label, _trainer, _task, _output, _vocabulary, _length, .. _trainerOptions.Select(option => option.Option), _json,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    /// <exception cref="UsageException">
    /// The settings file has a mistake, or an option is not the trainer's or not the task's; the message lists each.
    /// </exception>
    internal TrainSettings Read(ParseResult parsed)
    {
        var file = parsed.GetValue(_config) is { } path ? SettingsFile.Read(path) : SettingsFile.None;
        if (file.IsWrong(ToolSetting.Trainer) && parsed.GetValue(_trainer) is null)
            Throw(file.Violations); // Whose the other options are is not known.
        string? data = parsed.GetValue(_data) ?? file.Text(ToolSetting.Data);
        var kind = (parsed.GetValue(_trainer) ?? file.Text(ToolSetting.Trainer)) is { } name ? TrainerKind.Of(name) : TrainerKind.Default;
        var columns = new ColumnNames(
            parsed.GetValue(_text) ?? file.Text(ToolSetting.TextColumn) ?? ColumnNames.Default.Text,
            parsed.GetValue(_label) ?? file.Text(ToolSetting.LabelColumn) ?? ColumnNames.Default.Label);

        List<string> violations = [.. file.Violations];
        var defaults = data is null ? TrainDefaults.ForSample(kind) : TrainDefaults.ForData(kind);
        var trainer = file.ReadOptions(kind, defaults, violations);
        trainer.LabelColumnName = columns.Label;
        Throw([.. violations, .. _trainerOptions.Select(option => option.Apply(parsed, kind, trainer)), columns.Violation()]);

        var task = (parsed.GetValue(_task) ?? file.Text(ToolSetting.Task)) is { } word ? TextTask.Of(word) : null;
        Throw([.. _trainerOptions.Select(option => option.Check(parsed, task))]);
        return new TrainSettings(
            data, columns, task,
            parsed.GetValue(_output) ?? file.Text(ToolSetting.Output) ?? TrainDefaults.Output,
            parsed.GetValue(_vocabulary) ?? file.Integer(ToolSetting.Vocabulary) ?? TrainDefaults.Vocabulary,
            parsed.GetValue(_length) ?? file.Integer(ToolSetting.Length) ?? TrainDefaults.Length,
            kind, trainer, parsed.GetValue(_json));
    }

    private static void Throw(IReadOnlyList<string?> violations)
    {
        string[] found = [.. violations.OfType<string>()];
        if (found.Length > 0)
            throw new UsageException(string.Join(Environment.NewLine, found));
    }
}
