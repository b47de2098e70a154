using System.CommandLine;
using System.Globalization;

namespace MlNet.Sequences.Cli;

/// <summary>The options of train, and what they make of the defaults.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string?> _config = Arguments.Path(
        "--config", "FILE", "A JSON file with settings, as config writes it; options given here win.").Or("-c");
    private readonly Option<string?> _data = Arguments.Path("--data", "PATH", ToolSetting.Data.DescriptionOfOption).Or("-d");
    private readonly Option<string?> _text = Arguments.Column("--text", ToolSetting.TextColumn.DescriptionOfOption);
    private readonly Option<string?> _label = Arguments.Column("--label", ToolSetting.LabelColumn.DescriptionOfOption);
    private readonly Option<string?> _trainer = Arguments.Word("--trainer", ToolSetting.Trainer.DescriptionOfOption, ToolSetting.Trainer.Words);
    private readonly Option<string?> _task = Arguments.Word("--task", ToolSetting.Task.DescriptionOfOption, ToolSetting.Task.Words);
    private readonly Option<string?> _output = Arguments.Path("--output", "FILE", ToolSetting.Output.DescriptionOfOption).Or("-o");
    private readonly Option<int?> _vocabulary =
        Arguments.Integer("--vocabulary-size", ToolSetting.Vocabulary.DescriptionOfOption, 2).Or("--vocabulary");
    private readonly Option<int?> _length = Arguments.Integer("--max-length", ToolSetting.Length.DescriptionOfOption, 1).Or("--length");
    private readonly Option<string?> _continueFrom = Arguments.Path("--continue-from", "MODEL", ToolSetting.ContinueFrom.DescriptionOfOption);
    private readonly Option<string?> _cache = Arguments.Path("--cache", "FILE", ToolSetting.Cache.DescriptionOfOption);
    private readonly Option<string?> _tensorBoard = Arguments.Path("--tensorboard", "DIR", ToolSetting.TensorBoard.DescriptionOfOption);
    private readonly Option<string?> _csv = Arguments.Path("--csv-log", "FILE", ToolSetting.Csv.DescriptionOfOption).Or("--csv");
    private readonly Option<bool> _json = Arguments.Json("Print one JSON object to stdout.");

    private readonly TrainerOptionTable _table = new();
    private readonly IReadOnlyList<TrainerOption> _trainerOptions;

    internal TrainOptions() => _trainerOptions = _table.All;

    internal void AddTo(ToolCommand command)
    {
        command.With("Data", _data, _text, _label, _task, _length, _vocabulary, _cache)
            .With("Network", [_trainer, .. Options(_table.Network)])
            .With("Training", Options([.. _table.Schedule, .. _table.Steps]))
            .With("Loss", Options(_table.Loss))
            .With("Regularization", Options(_table.Regularization))
            .With("Validation and early stopping", Options([_table.ValidationFraction, .. _table.Stopping]))
            .With("Checkpoints", Options(_table.Checkpoints))
            .With("Starting from a model or word vectors", [_continueFrom, .. Options([.. _table.Start, _table.FrozenEpochs])])
            .With("Machine", Options(_table.Machine))
            .With("Output", _output, _csv, _tensorBoard, _json)
            .With("Settings", _config);

        static Option[] Options(IEnumerable<TrainerOption> options) => [.. options.Select(option => option.Option)];
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
        var kind = (parsed.GetValue(_trainer) ?? file.Text(ToolSetting.Trainer)) is { } name
            ? TrainerKind.Of(name)
            : start?.Kind ?? TrainerKind.Default;
        var columns = new ColumnNames(
            parsed.GetValue(_text) ?? file.Text(ToolSetting.TextColumn) ?? start?.TextColumn ?? ColumnNames.Default.Text,
            parsed.GetValue(_label) ?? file.Text(ToolSetting.LabelColumn) ?? start?.Predictor.LabelColumnName ?? ColumnNames.Default.Label);

        List<string> violations = [.. file.Violations];
        var trainer = file.ReadOptions(kind, TrainDefaults.For(kind, data, start?.Predictor), violations);
        trainer.LabelColumnName = columns.Label;
        Throw([.. violations, .. _trainerOptions.Select(option => option.Apply(parsed, kind, trainer)), columns.Violation()]);

        bool hasWords = start is not null && !trainer.MapVocabulary;
        if (hasWords)
        {
            Throw(
            [
                SetByModel(parsed, parsed.GetValue(_vocabulary), file.Integer(ToolSetting.Vocabulary), file, _vocabulary, ToolSetting.Vocabulary),
                SetByModel(parsed, parsed.GetValue(_length), file.Integer(ToolSetting.Length), file, _length, ToolSetting.Length),
                SetByModel(parsed, parsed.GetValue(_cache), file.Text(ToolSetting.Cache), file, _cache, ToolSetting.Cache),
            ]);
        }

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
            Cache = parsed.GetValue(_cache) ?? file.Text(ToolSetting.Cache),
            TensorBoard = parsed.GetValue(_tensorBoard) ?? file.Text(ToolSetting.TensorBoard),
            Csv = parsed.GetValue(_csv) ?? file.Text(ToolSetting.Csv),
            Names = NamesIn(parsed, file),
        };
    }

    private static string? SetByModel(ParseResult parsed, object? given, object? inFile, SettingsFile file, Option option, ToolSetting setting)
    {
        if ((given ?? inFile) is not { } received)
            return null;
        string name = given is null ? file.NameOf(setting)! : Arguments.NameIn(parsed, option);
        string rule = setting == ToolSetting.Cache ? "keeps words that are learnt, and with --continue-from the model's" : "is the model's with --continue-from, whose words";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {rule} go on; received {received}. Leave it out, or learn new words " +
            $"with --map-vocabulary.");
    }

    private OptionNames NamesIn(ParseResult parsed, SettingsFile file)
    {
        (string Property, string Option)[] ofTool =
        [
            (nameof(SequenceTrainerOptions.ContinueFrom), _continueFrom.Name), (nameof(SequenceTrainerOptions.LabelColumnName), _label.Name),
        ];
        var given = _trainerOptions.Where(option => option.IsGiven(parsed)).SelectMany(option => option.Properties).ToHashSet();
        return new OptionNames(
            [.. _trainerOptions.SelectMany(option => option.Properties.Select(property => (property, Arguments.NameIn(parsed, option.Option)))), .. ofTool],
            key => file.HasOption(key) && !given.Contains(char.ToUpperInvariant(key[0]) + key[1..]));
    }

    private static void Throw(IReadOnlyList<string?> violations)
    {
        string[] found = [.. violations.OfType<string>()];
        if (found.Length > 0)
            throw new UsageException(string.Join(Environment.NewLine, found));
    }
}
