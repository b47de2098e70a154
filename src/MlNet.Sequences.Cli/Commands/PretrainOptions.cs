using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>The options of pretrain: those of train that a language model has, and its own.</summary>
internal sealed class PretrainOptions
{
    // The whole softmax of validation takes several times as long as training on the same texts.
    internal const double DefaultValidationFraction = 0.01;

    private const int DefaultVocabulary = 30_000;

    private static readonly LanguageModelOptions Defaults = new();

    private readonly Option<string?> _data = new("--data", "-d")
    {
        Required = true,
        HelpName = "PATH",
        Description = $"The texts: {UnlabelledTexts.Forms}.",
    };
    private readonly Option<string?> _text = Arguments.Column(ColumnNames.TextOption, ToolSetting.TextColumn.DescriptionOfOption)
        .Or("--text");
    private readonly Option<string?> _output = Arguments.Path(
        "--output", "FILE", "The model file. Default: language-model.zip").Or("-o");
    private readonly Option<int?> _vocabulary = Arguments.Integer("--vocabulary-size", "The most words. Default: 30000", 2)
        .Or("--vocabulary");
    private readonly Option<string?> _trainer = Arguments.Word("--trainer", "The network. Default: lstm", TrainerKind.Networks);
    private readonly Option<int?> _negatives = Arguments.Integer(
        "--negatives",
        "The words that the predictions of a batch are compared with; 0 for all, which takes many times as long. Default: " +
        Defaults.NumberOfNegatives, 0);
    private readonly Option<double?> _masked = Arguments.Number(
        "--masked-fraction",
        "Transformers, and --bidirectional networks of several layers: the fraction of the words that are masked and " +
        "predicted. " +
        FormattableString.Invariant($"Default: {Defaults.MaskedFraction}"), fraction => fraction is > 0 and < 1,
        "a number above 0 and below 1");
    private readonly Option<int?> _window = Arguments.Integer(
        "--window-length", $"The most words that a training sequence predicts. Default: {Defaults.WindowLength}", 1);
    private readonly Option<int?> _horizon = Arguments.Integer(
        "--horizon",
        "Networks that predict neighbors: how many words ahead the predicted one is at most; more than 1 makes better features " +
        $"of classifiers. Default: {Defaults.Horizon}", 1);
    private readonly Option<string?> _config = Arguments.Path(
        "--config", "FILE", "Settings of the language model and its network, such as config --language-model prints.");
    private readonly Option<bool> _json = Arguments.Json("Print one JSON object to stdout.");

    private readonly TrainerOptionTable _table = new();

    private IReadOnlyList<TrainerOption> Network => Of(
        _table.Network, nameof(RecurrentOptions.HiddenSize), nameof(RecurrentOptions.EmbeddingSize),
        nameof(RecurrentOptions.NumberOfLayers), nameof(RecurrentOptions.Bidirectional),
        nameof(TransformerOptions.NumberOfHeads), nameof(TransformerOptions.FeedForwardSize),
        nameof(TransformerOptions.Positions), nameof(TransformerOptions.MaximumLength));

    private IReadOnlyList<TrainerOption> Regularization => Of(
        _table.Regularization, nameof(RecurrentOptions.EmbeddingDropout), nameof(RecurrentOptions.RecurrentDropout),
        nameof(RecurrentOptions.WeightDropout), nameof(TransformerOptions.ResidualDropout),
        nameof(TransformerOptions.AttentionDropout), nameof(RecurrentOptions.HeadDropout),
        nameof(SequenceTrainerOptions.WeightDecay));

    private IReadOnlyList<TrainerOption> Stopping => Of(
        _table.Stopping, nameof(SequenceTrainerOptions.EarlyStoppingPatience), nameof(SequenceTrainerOptions.MinimumImprovement));

    private IEnumerable<TrainerOption> All =>
    [
        .. Network, .. _table.Schedule, .. _table.Steps, .. Regularization, _table.ValidationFraction, .. Stopping,
        .. _table.Checkpoints, .. _table.Machine,
    ];

    internal void AddTo(ToolCommand command) => command
        .With("Data", _data, _text, _vocabulary, _window, _config)
        .With("Network", [_trainer, .. Options(Network), _negatives, _masked, _horizon])
        .With("Training", Options([.. _table.Schedule, .. _table.Steps]))
        .With("Regularization", Options(Regularization))
        .With("Validation and early stopping", Options([_table.ValidationFraction, .. Stopping]))
        .With("Checkpoints", Options(_table.Checkpoints))
        .With("Machine", Options(_table.Machine))
        .With("Output", _output, _json);

    /// <param name="parsed">The command line.</param>
    /// <exception cref="UsageException">An option is not the network's, or the settings file has a mistake.</exception>
    internal PretrainSettings Read(ParseResult parsed)
    {
        var kind = TrainerKind.Of(parsed.GetValue(_trainer) ?? TrainerKind.Default.Name);
        var options = new LanguageModelOptions { Network = (SequenceTrainerOptions)TrainDefaults.ForData(kind) };
        options.Network.ValidationFraction = DefaultValidationFraction;
        string? config = parsed.GetValue(_config);
        if (config is not null)
            options = LanguageModelFile.Read(config, kind, options);
        var network = options.Network;
        options.NumberOfNegatives = parsed.GetValue(_negatives) ?? options.NumberOfNegatives;
        options.MaskedFraction = parsed.GetValue(_masked) ?? options.MaskedFraction;
        options.Horizon = parsed.GetValue(_horizon) ?? options.Horizon;
        options.WindowLength = parsed.GetValue(_window) ?? options.WindowLength;
        string[] violations = [.. All.Select(option => option.Apply(parsed, kind, network)).OfType<string>()];
        if (violations.Length > 0)
            throw new UsageException(string.Join(Environment.NewLine, violations));
        string output = parsed.GetValue(_output) ?? "language-model.zip", data = parsed.GetValue(_data)!;
        new CommandFiles().Reads(_data.Name, data).Reads(_config.Name, config).Writes(_output.Name, output)
            .Writes("--checkpoint", network.CheckpointFolder).Check();
        return new(
            data, parsed.GetValue(_text) ?? ColumnNames.Default.Texts[0], output, kind,
            options,
            new()
            {
                MaximumVocabularySize = parsed.GetValue(_vocabulary) ?? DefaultVocabulary,
                StandaloneCharacters = TokenizeIntoWordsAsKeysOptions.Punctuation,
            },
            parsed.GetValue(_json), new OptionNames(
                All.SelectMany(option => option.Properties.Select(property => (property, option.Option.Name))), _ => false));
    }

    private static Option[] Options(IEnumerable<TrainerOption> options) => [.. options.Select(option => option.Option)];

    private static TrainerOption[] Of(IEnumerable<TrainerOption> options, params string[] properties) =>
        [.. options.Where(option => option.Properties.Any(properties.Contains))];
}

/// <summary>The settings of pretrain, with every default filled in.</summary>
/// <param name="Data">The path of the texts.</param>
/// <param name="TextColumn">The column of the texts.</param>
/// <param name="Output">The path of the model.</param>
/// <param name="Kind">The network.</param>
/// <param name="Options">The language model.</param>
/// <param name="Words">How texts become words.</param>
/// <param name="Json">Whether the report goes to stdout.</param>
/// <param name="Names">The user's names of the options.</param>
internal sealed record PretrainSettings(
    string Data, string TextColumn, string Output, TrainerKind Kind, LanguageModelOptions Options,
    TokenizeIntoWordsAsKeysOptions Words, bool Json, OptionNames Names);
