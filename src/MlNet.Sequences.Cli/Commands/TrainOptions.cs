using System.CommandLine;
using System.Globalization;

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
    private readonly Option<string?> _continueFrom = Arguments.Path("--continue-from", "MODEL", ToolSetting.ContinueFrom.DescriptionOfOption);
    private readonly Option<string?> _tensorBoard = Arguments.Path("--tensorboard", "DIR", ToolSetting.TensorBoard.DescriptionOfOption);
    private readonly Option<string?> _csv = Arguments.Path("--csv", "FILE", ToolSetting.Csv.DescriptionOfOption);
    private readonly Option<bool> _json = Arguments.Json("Print one JSON object to stdout.");

    private readonly TrainerOption[] _trainerOptions =
    [
        TrainerOption.Integer("--epochs", nameof(SequenceTrainerOptions.NumberOfEpochs), "Passes over the texts."),
        TrainerOption.Integer("--batch-size", nameof(SequenceTrainerOptions.BatchSize), "Texts in a training step."),
        TrainerOption.Number("--learning-rate", nameof(SequenceTrainerOptions.LearningRate), "The highest learning rate.", x => x > 0, "a number above 0"),
        TrainerOption.Number("--embedding-learning-rate", nameof(SequenceTrainerOptions.EmbeddingLearningRate), "The highest of the word vectors, where they have their own; 0 freezes them.", x => x >= 0, "a number of 0 or more"),
        TrainerOption.Number("--body-learning-rate", nameof(SequenceTrainerOptions.BodyLearningRate), "The same for all between the word vectors and the last layer.", x => x >= 0, "a number of 0 or more"),
        TrainerOption.Number("--head-learning-rate", nameof(SequenceTrainerOptions.HeadLearningRate), "The same for the last layer.", x => x >= 0, "a number of 0 or more"),
        TrainerOption.Word<LearningRateSchedule>("--schedule", nameof(SequenceTrainerOptions.LearningRateSchedule), "How the learning rate moves over the steps."),
        TrainerOption.Number("--warmup-fraction", nameof(SequenceTrainerOptions.WarmupFraction), "Part of the steps in which the rate rises, of the schedules that warm up.", x => x is >= 0 and <= 1, "a number from 0 to 1"),
        TrainerOption.Number("--plateau-factor", nameof(SequenceTrainerOptions.PlateauFactor), "What reduce-on-plateau multiplies the rate by.", x => x is > 0 and < 1, "a number above 0 and below 1"),
        TrainerOption.Integer("--plateau-patience", nameof(SequenceTrainerOptions.PlateauPatience), "Epochs without an improvement before it does."),
        TrainerOption.Integer("--accumulate", nameof(SequenceTrainerOptions.GradientAccumulationSteps), "Batches that make one training step together, in the memory of one."),
        TrainerOption.Part("--average-decay", nameof(SequenceTrainerOptions.WeightAverageDecay), "Keep a moving average of the weights, which follows them the more slowly the nearer this is to 1, as 0.999."),
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
        TrainerOption.Integer("--patience", nameof(SequenceTrainerOptions.EarlyStoppingPatience), "Stop after so many epochs in a row that are no better than the best."),
        TrainerOption.Number("--minimum-improvement", nameof(SequenceTrainerOptions.MinimumImprovement), "By how much an epoch is better, at least, to --patience and --plateau-patience.", x => x >= 0, "a number of 0 or more"),
        TrainerOption.Folder("--checkpoint", nameof(SequenceTrainerOptions.CheckpointFolder), "A folder for checkpoints, one at each epoch's end, from which a training that was ended goes on."),
        TrainerOption.Interval("--checkpoint-every", "Checkpoints in between, after N steps or, as 5m, minutes."),
        TrainerOption.Flag("--resume", nameof(SequenceTrainerOptions.Resume), "Go on from the last checkpoint of --checkpoint, where there is one, with the same options and data."),
        TrainerOption.WordVectors("--init-embeddings", nameof(SequenceTrainerOptions.InitialEmbeddings), "Word vectors to start from: word2vec's text or binary, GloVe's or fastText's .vec, plain or in gzip, or a model file (.zip) of this tool. Their width is that of a word's vector."),
        TrainerOption.Flag("--map-vocabulary", nameof(SequenceTrainerOptions.MapVocabulary), "With --continue-from: learn the words of the new texts, and go on from those that both have."),
        TrainerOption.Integer("--frozen-epochs", nameof(SequenceTrainerOptions.FrozenEpochs), "With --continue-from: epochs at the beginning that train the last layer alone.", 0),
        TrainerOption.Integer("--seed", nameof(SequenceTrainerOptions.Seed), "Fixes everything random: the same seed, device and threads give the same model.", 0),
        TrainerOption.Device(nameof(SequenceTrainerOptions.Device), "Where to train; auto takes a GPU if there is one."),
        TrainerOption.Integer("--threads", nameof(SequenceTrainerOptions.NumberOfThreads), "Threads that train; without it one a core, but a single one for a small network."),
    ];

    internal void AddTo(Command command)
    {
        Option[] options =
        [
            _config, _data, _text, _label, _trainer, _task, _output, _vocabulary, _length, _continueFrom,
            .. _trainerOptions.Select(option => option.Option), _tensorBoard, _csv, _json,
        ];
        foreach (var option in options)
            command.Options.Add(option);
    }

    /// <param name="parsed">The command line.</param>
    /// <param name="load">Loads a model file.</param>
    /// <exception cref="UsageException">
    /// The settings file has a mistake, or an option is not the trainer's, not the task's or none beside another; the message lists each.
    /// </exception>
    /// <exception cref="FailureException">The model to go on from can't be loaded.</exception>
    internal TrainSettings Read(ParseResult parsed, Func<string, LoadedModel> load)
    {
        var file = parsed.GetValue(_config) is { } path ? SettingsFile.Read(path) : SettingsFile.None;
        if (file.IsWrong(ToolSetting.Trainer) && parsed.GetValue(_trainer) is null)
            Throw(file.Violations); // Whose the other options are is not known.
        string? data = parsed.GetValue(_data) ?? file.Text(ToolSetting.Data);
        var start = (parsed.GetValue(_continueFrom) ?? file.Text(ToolSetting.ContinueFrom)) is { } model ? load(model) : null;
        var kind = (parsed.GetValue(_trainer) ?? file.Text(ToolSetting.Trainer)) is { } name ? TrainerKind.Of(name) : start?.Kind ?? TrainerKind.Default;
        var columns = new ColumnNames(
            parsed.GetValue(_text) ?? file.Text(ToolSetting.TextColumn) ?? start?.TextColumn ?? ColumnNames.Default.Text,
            parsed.GetValue(_label) ?? file.Text(ToolSetting.LabelColumn) ?? start?.Predictor.LabelColumnName ?? ColumnNames.Default.Label);

        List<string> violations = [.. file.Violations];
        var trainer = file.ReadOptions(kind, TrainDefaults.For(kind, data, start?.Predictor), violations);
        trainer.LabelColumnName = columns.Label;
        Throw([.. violations, .. _trainerOptions.Select(option => option.Apply(parsed, kind, trainer)), columns.Violation()]);

        bool hasWords = start is not null && !trainer.MapVocabulary;
        if (hasWords)
            Throw([SetByModel(parsed, file, _vocabulary, ToolSetting.Vocabulary), SetByModel(parsed, file, _length, ToolSetting.Length)]);
        var task = (parsed.GetValue(_task) ?? file.Text(ToolSetting.Task)) is { } word ? TextTask.Of(word) : null;
        Throw([.. _trainerOptions.Select(option => option.Check(parsed, task))]);
        trainer.ContinueFrom = start?.Predictor;
        return new TrainSettings(
            data, columns, task,
            parsed.GetValue(_output) ?? file.Text(ToolSetting.Output) ?? TrainDefaults.Output,
            parsed.GetValue(_vocabulary) ?? file.Integer(ToolSetting.Vocabulary) ?? TrainDefaults.Vocabulary,
            parsed.GetValue(_length) ?? file.Integer(ToolSetting.Length) ?? start?.Length ?? TrainDefaults.Length,
            kind, trainer, parsed.GetValue(_json))
        {
            WordsOf = hasWords ? start : null,
            TensorBoard = parsed.GetValue(_tensorBoard) ?? file.Text(ToolSetting.TensorBoard),
            Csv = parsed.GetValue(_csv) ?? file.Text(ToolSetting.Csv),
            Names = NamesIn(parsed, file),
        };
    }

    private static string? SetByModel(ParseResult parsed, SettingsFile file, Option<int?> option, ToolSetting setting)
    {
        if ((parsed.GetValue(option) ?? file.Integer(setting)) is not { } received)
            return null;
        string name = parsed.GetValue(option) is null ? file.NameOf(setting)! : option.Name;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} is the model's with --continue-from, whose words go on; received {received}. Leave it out, or learn new words with --map-vocabulary.");
    }

    private OptionNames NamesIn(ParseResult parsed, SettingsFile file)
    {
        (string Property, string Option)[] ofTool =
            [(nameof(SequenceTrainerOptions.ContinueFrom), _continueFrom.Name), (nameof(SequenceTrainerOptions.LabelColumnName), _label.Name)];
        var given = _trainerOptions.Where(option => option.IsGiven(parsed)).SelectMany(option => option.Properties).ToHashSet();
        return new OptionNames(
            [.. _trainerOptions.SelectMany(option => option.Properties.Select(property => (property, option.Option.Name))), .. ofTool],
            key => file.HasOption(key) && !given.Contains(char.ToUpperInvariant(key[0]) + key[1..]));
    }

    private static void Throw(IReadOnlyList<string?> violations)
    {
        string[] found = [.. violations.OfType<string>()];
        if (found.Length > 0)
            throw new UsageException(string.Join(Environment.NewLine, found));
    }
}
