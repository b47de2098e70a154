using System.CommandLine;
using System.Globalization;

namespace MlNet.Sequences.Cli;

/// <summary>The options of train, and their effect on the defaults.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string?> _config = Arguments.Path(
        "--config", "FILE", "A JSON file with settings, as config writes it; command-line options take precedence.").Or("-c");
    private readonly Option<string?> _data = Arguments.Path("--data", "PATH", ToolSetting.Data.DescriptionOfOption).Or("-d");
    private readonly Option<string?> _recipe = Arguments.Word(
        "--recipe", ToolSetting.Recipe.DescriptionOfOption, ToolSetting.Recipe.Words);
    private readonly Option<string?> _unlabeled = Arguments.Path(
        "--unlabeled", "PATH", ToolSetting.Unlabeled.DescriptionOfOption);
    private readonly Option<string?> _validation = Arguments.Path(
        "--validation", "PATH", ToolSetting.Validation.DescriptionOfOption);
    private readonly Option<string?> _test = Arguments.Path("--test", "PATH", ToolSetting.Test.DescriptionOfOption);
    private readonly Option<string?> _text = Arguments.Column(ColumnNames.TextOption, ToolSetting.TextColumn.DescriptionOfOption)
        .Or("--text");
    private readonly Option<string?> _label = Arguments.Column(
        ColumnNames.LabelOption, ToolSetting.LabelColumn.DescriptionOfOption).Or("--label");
    private readonly Option<string?> _trainer = Arguments.Word(
        "--trainer", ToolSetting.Trainer.DescriptionOfOption, ToolSetting.Trainer.Words);
    private readonly Option<string?> _task = Arguments.Word(
        "--task", ToolSetting.Task.DescriptionOfOption, ToolSetting.Task.Words);
    private readonly Option<string?> _output = Arguments.Path("--output", "FILE", ToolSetting.Output.DescriptionOfOption)
        .Or("-o");
    private readonly Option<int?> _vocabulary =
        Arguments.Integer("--vocabulary-size", ToolSetting.Vocabulary.DescriptionOfOption, 2).Or("--vocabulary");
    private readonly Option<int?> _length = Arguments.Integer("--max-length", ToolSetting.Length.DescriptionOfOption, 1)
        .Or("--length");
    private readonly Option<string?> _continueFrom = Arguments.Path(
        "--continue-from", "MODEL", ToolSetting.ContinueFrom.DescriptionOfOption);
    private readonly Option<string?> _cache = Arguments.Path("--cache", "FILE", ToolSetting.Cache.DescriptionOfOption);
    private readonly Option<string?> _tensorBoard = Arguments.Path(
        "--tensorboard", "DIR", ToolSetting.TensorBoard.DescriptionOfOption);
    private readonly Option<string?> _csv = Arguments.Path("--csv-log", "FILE", ToolSetting.Csv.DescriptionOfOption).Or("--csv");
    private readonly Option<bool> _json = Arguments.Json("Print one JSON object to stdout.");

    private readonly TrainerOptionTable _table = new();
    private readonly IReadOnlyList<TrainerOption> _trainerOptions;
    private bool _writesModel = true;

    internal TrainOptions() => _trainerOptions = _table.All;

    internal void AddTo(ToolCommand command)
    {
        command.With("Data", _data, _text, _label, _task, _unlabeled, _test, _length, _vocabulary, _cache)
            .With("Network", [_recipe, _trainer, .. Options(_table.Network)])
            .With("N-grams", Options(_table.Ngrams))
            .With("Training", Options([.. _table.Schedule, .. _table.Steps]))
            .With("Loss", Options(_table.Loss))
            .With("Regularization", Options(_table.Regularization))
            .With("Validation and early stopping", Options(
            [_table.ValidationFraction, _table.SamplingKey, .. _table.Stopping]).Prepend(_validation).ToArray())
            .With("Checkpoints", Options(_table.Checkpoints))
            .With(
                "Starting from a model or word vectors",
                [_continueFrom, .. Options([.. _table.Start, _table.FrozenEpochs, _table.FrozenEmbeddingEpochs])])
            .With("Machine", Options(_table.Machine))
            .With("Output", _output, _csv, _tensorBoard, _json)
            .With("Settings", _config);
    }

    /// <summary>Adds the options that a learning-rate range test reads, without those for outputs.</summary>
    internal void AddRangeTo(ToolCommand command)
    {
        _writesModel = false;
        command.With("Data", _data, _text, _label, _task, _length, _vocabulary)
            .With("Network", [_trainer, .. Options(_table.Network)])
            .With("Training", Options(_table.Steps))
            .With("Loss", Options(_table.Loss))
            .With("Regularization", Options([.. _table.Regularization, _table.ValidationFraction, _table.SamplingKey]))
            .With("Starting from a model or word vectors", [_continueFrom, .. Options(_table.Start)])
            .With("Machine", Options(_table.Machine))
            .With("Settings", _config);
    }

    private static Option[] Options(IEnumerable<TrainerOption> options) => [.. options.Select(option => option.Option)];

    /// <param name="parsed">The command line.</param>
    /// <param name="load">Loads a model file.</param>
    /// <exception cref="UsageException">
    /// The settings file has a mistake, or an option does not belong to the trainer or the task, or conflicts with another; the
    /// message lists each.
    /// </exception>
    /// <exception cref="FailureException">The model to continue from can't be loaded.</exception>
    internal TrainSettings Read(ParseResult parsed, Func<string, LoadedModel> load)
    {
        var file = parsed.GetValue(_config) is { } path ? SettingsFile.Read(path) : SettingsFile.None;
        if (file.IsWrong(ToolSetting.Trainer) && parsed.GetValue(_trainer) is null)
            Throw(file.Violations); // Whose the other options are is not known.
        CheckFiles(parsed, file);
        string? data = parsed.GetValue(_data) ?? file.Text(ToolSetting.Data),
            validation = parsed.GetValue(_validation) ?? file.Text(ToolSetting.Validation);
        string? trainerName = parsed.GetValue(_trainer) ?? file.Text(ToolSetting.Trainer);
        var others = trainerName == TrainerKind.Ngrams.Name ? OfNetworks(parsed, file) : [];
        var start = others.Length == 0 && (parsed.GetValue(_continueFrom) ?? file.Text(ToolSetting.ContinueFrom)) is { } model
            ? load(model)
            : null;
        var kind = trainerName is not null ? TrainerKind.Of(trainerName) : start?.Kind ?? TrainerKind.Default;
        var recipe = RecipeSettings.Of(parsed.GetValue(_recipe) ?? file.Text(ToolSetting.Recipe));
        string? text = parsed.GetValue(_text) ?? file.Text(ToolSetting.TextColumn);
        var columns = new ColumnNames(
            start?.TextColumnsOf(text) ?? (text is null ? ColumnNames.Default.Texts : [text]),
            parsed.GetValue(_label) ?? file.Text(ToolSetting.LabelColumn) ?? start?.LabelColumn ?? ColumnNames.Default.Label);

        List<string> violations = [.. file.Violations];
        object options = file.ReadOptions(
            kind, recipe?.Classifier ?? TrainDefaults.For(kind, start?.Predictor), violations);
        var network = options as SequenceTrainerOptions;
        if (network is not null)
            network.LabelColumnName = columns.Label;
        else
            ((NgramLogisticRegressionOptions)options).LabelColumnName = columns.Label;
        string?[] applied = [.. _trainerOptions.Select(option => option.Apply(parsed, kind, options))];
        columns = columns with { SamplingKey = network?.SamplingKeyColumnName };
        Throw([
            .. violations, .. others, .. applied, columns.Violation(), HeldOutBeside(validation, parsed, file),
            .. recipe is null ? [] : BesideRecipe(parsed, file, kind, start)]);

        bool hasWords = start is not null && network?.MapVocabulary == false;
        if (hasWords)
        {
            Throw(
            [
                SetByModel(
                    parsed, parsed.GetValue(_vocabulary), file.Integer(ToolSetting.Vocabulary), file, _vocabulary,
                    ToolSetting.Vocabulary),
                SetByModel(parsed, parsed.GetValue(_length), file.Integer(ToolSetting.Length), file, _length, ToolSetting.Length),
                SetByModel(parsed, parsed.GetValue(_cache), file.Text(ToolSetting.Cache), file, _cache, ToolSetting.Cache),
            ]);
        }

        var task = (parsed.GetValue(_task) ?? file.Text(ToolSetting.Task)) is { } word ? TextTask.Of(word) : null;
        string? unlabeled = parsed.GetValue(_unlabeled) ?? file.Text(ToolSetting.Unlabeled);
        Throw(task?.ViolationOf(kind) is { } violation ? [violation]
            : [
                RecipeSettings.ViolationOf(task, recipe?.Recipe, unlabeled),
                .. _trainerOptions.Select(option => option.Check(parsed, task)),
            ]);
        if (network is not null)
            network.ContinueFrom = start?.Predictor;
        int? length = parsed.GetValue(_length) ?? file.Integer(ToolSetting.Length) ?? start?.Length
            ?? recipe?.MaximumLength ?? TrainDefaults.LengthFor(kind);

        // The most that a truncated text can have, rather than the length of the longest training text.
        if (options is TransformerOptions { Positions: PositionEncoding.Learned, MaximumLength: null } transformer
            && start is null)
            transformer.MaximumLength = length;
        return new TrainSettings(
            data, columns, task,
            parsed.GetValue(_output) ?? file.Text(ToolSetting.Output) ?? TrainDefaults.Output,
            parsed.GetValue(_vocabulary) ?? file.Integer(ToolSetting.Vocabulary)
                ?? recipe?.Tokenization.MaximumVocabularySize ?? TrainDefaults.VocabularyFor(kind),
            length, kind, options, parsed.GetValue(_json))
        {
            WordsOf = hasWords ? start : null,
            Recipe = recipe,
            Unlabeled = unlabeled,
            NameOfLength = parsed.GetValue(_length) is not null ? Arguments.NameIn(parsed, _length)
                : file.Integer(ToolSetting.Length) is not null ? file.NameOf(ToolSetting.Length)
                : null,
            Validation = validation,
            Test = parsed.GetValue(_test) ?? file.Text(ToolSetting.Test),
            Cache = parsed.GetValue(_cache) ?? file.Text(ToolSetting.Cache),
            TensorBoard = parsed.GetValue(_tensorBoard) ?? file.Text(ToolSetting.TensorBoard),
            Csv = parsed.GetValue(_csv) ?? file.Text(ToolSetting.Csv),
            Names = NamesIn(parsed, file),
        };
    }

    // Before anything but the settings file is read.
    private void CheckFiles(ParseResult parsed, SettingsFile file)
    {
        var files = new CommandFiles().Reads("--config", parsed.GetValue(_config));
        foreach (var (option, setting) in (ReadOnlySpan<(Option<string?>, ToolSetting)>)
            [(_data, ToolSetting.Data), (_unlabeled, ToolSetting.Unlabeled), (_validation, ToolSetting.Validation),
                (_test, ToolSetting.Test), (_continueFrom, ToolSetting.ContinueFrom)])
        {
            files.Reads(NameOf(option, setting), parsed.GetValue(option) ?? file.Text(setting));
        }

        files.Reads(
            NameOfOption(nameof(SequenceTrainerOptions.InitialEmbeddings)),
            PathOf(nameof(SequenceTrainerOptions.InitialEmbeddings)));
        if (_writesModel)
        {
            files.Writes(
                NameOf(_output, ToolSetting.Output),
                parsed.GetValue(_output) ?? file.Text(ToolSetting.Output) ?? TrainDefaults.Output);
            foreach (var (option, setting) in (ReadOnlySpan<(Option<string?>, ToolSetting)>)
                [(_cache, ToolSetting.Cache), (_csv, ToolSetting.Csv), (_tensorBoard, ToolSetting.TensorBoard)])
            {
                files.Writes(NameOf(option, setting), parsed.GetValue(option) ?? file.Text(setting));
            }

            files.Writes(
                NameOfOption(nameof(SequenceTrainerOptions.CheckpointFolder)),
                PathOf(nameof(SequenceTrainerOptions.CheckpointFolder)));
        }

        files.Check();

        string NameOf(Option<string?> option, ToolSetting setting) =>
            parsed.GetValue(option) is null && file.NameOf(setting) is { } name ? name : option.Name;

        string NameOfOption(string property) =>
            _trainerOptions.Single(option => option.Properties.Contains(property)).Option.Name;

        string? PathOf(string property) => _trainerOptions.Single(option => option.Properties.Contains(property)).TextOf(parsed)
            ?? file.TextOfOption(System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property));
    }

    /// <summary>The errors of settings that only networks have a use for.</summary>
    private string[] OfNetworks(ParseResult parsed, SettingsFile file) =>
    [
        .. ((ReadOnlySpan<(Option<string?>, ToolSetting)>)
            [(_recipe, ToolSetting.Recipe), (_unlabeled, ToolSetting.Unlabeled), (_validation, ToolSetting.Validation),
                (_continueFrom, ToolSetting.ContinueFrom),
                (_tensorBoard, ToolSetting.TensorBoard), (_csv, ToolSetting.Csv)]).ToArray()
            .Where(pair => (parsed.GetValue(pair.Item1) ?? file.Text(pair.Item2)) is not null)
            .Select(pair => TrainerOption.WrongOwner(
                parsed.GetValue(pair.Item1) is null ? file.NameOf(pair.Item2)! : Arguments.NameIn(parsed, pair.Item1),
                "trainer", TrainerKind.Networks, $"--trainer {TrainerKind.Ngrams.Name}")),
    ];

    private string?[] BesideRecipe(ParseResult parsed, SettingsFile file, TrainerKind kind, LoadedModel? start)
    {
        string name = file.NameOf(ToolSetting.Recipe) is { } key && parsed.GetValue(_recipe) is null ? key : _recipe.Name;
        string? cache = parsed.GetValue(_cache) ?? file.Text(ToolSetting.Cache);
        return
        [
            kind.Name == RecipeSettings.Trainer.Name ? null
                : $"{name} trains an {RecipeSettings.Trainer.Name}; received it with the trainer {kind.Name}. " +
                "Leave one of them out.",
            start is null ? null
                : $"{name} starts from a language model of its texts; received it with {_continueFrom.Name}. " +
                "Leave one of them out.",
            cache is null ? null
                : $"{name} encodes texts without labels, too, which {_cache.Name} does not hold; received it with '{cache}'. " +
                "Leave one of them out.",
        ];
    }

    private string? HeldOutBeside(string? validation, ParseResult parsed, SettingsFile file)
    {
        const string Property = nameof(SequenceTrainerOptions.ValidationFraction);
        var option = _trainerOptions.Single(each => each.Properties.Contains(Property));
        string name = option.IsGiven(parsed) ? option.Option.Name
            : file.HasOption("validationFraction") ? $"{SettingsFile.Options}.validationFraction"
            : "";
        return validation is null || name.Length == 0 ? null
            : $"{name} holds out texts for validation, but --validation provides them; received '{validation}'. Leave one " +
            "of them out.";
    }

    private static string? SetByModel(
        ParseResult parsed, object? given, object? inFile, SettingsFile file, Option option, ToolSetting setting)
    {
        if ((given ?? inFile) is not { } received)
            return null;
        string name = given is null ? file.NameOf(setting)! : Arguments.NameIn(parsed, option);
        string rule = setting == ToolSetting.Cache
            ? "caches learned words, but --continue-from uses the model's"
            : "is fixed by --continue-from, which uses the model's words";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} {rule}; received {received}. Leave it out, or learn new words with --map-vocabulary.");
    }

    /// <summary>The names of the library's options without a command line.</summary>
    internal OptionNames UsualNames() => new(Named(option => option.Name), _ => false);

    private OptionNames NamesIn(ParseResult parsed, SettingsFile file)
    {
        var given = _trainerOptions.Where(option => option.IsGiven(parsed)).SelectMany(option => option.Properties).ToHashSet();
        return new OptionNames(
            Named(option => Arguments.NameIn(parsed, option)),
            key => file.HasOption(key) && !given.Contains(char.ToUpperInvariant(key[0]) + key[1..]));
    }

    private IEnumerable<(string Property, string Option)> Named(Func<Option, string> nameOf) =>
    [
        .. _trainerOptions.SelectMany(option => option.Properties.Select(property => (property, nameOf(option.Option)))),
        (nameof(SequenceTrainerOptions.ContinueFrom), _continueFrom.Name),
        (nameof(SequenceTrainerOptions.LabelColumnName), _label.Name),
        (nameof(SequenceTrainerOptions.UnlabeledData), _unlabeled.Name),
    ];

    private static void Throw(IReadOnlyList<string?> violations)
    {
        string[] found = [.. violations.OfType<string>()];
        if (found.Length > 0)
            throw new UsageException(string.Join(Environment.NewLine, found));
    }
}
