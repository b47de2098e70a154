using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences.Cli;

/// <summary>
/// A setting of train that belongs to the tool rather than the trainer, in a file and on the command line; in a settings file
/// these are the keys next to "options".
/// </summary>
internal sealed class ToolSetting
{
    internal static readonly ToolSetting Trainer = Word(
        "trainer", "What to train: a network, or n-grams of words, which train in seconds.",
        TrainerKind.Default.Name, [.. TrainerKind.All.Select(kind => kind.Name)]);

    internal static readonly ToolSetting Data = Text(
        "data", $"The texts to train on: {LabelledData.Forms}.", null, "the sample that comes with the tool");

    internal static readonly ToolSetting Recipe = Word(
        "recipe",
        "A whole pipeline by how long it may take: fast has a small network, balanced one that starts from a language model of " +
        "all texts, and accurate a wider one; each learns from texts without labels, too. Other settings change what they name.",
        null, [.. Enum.GetNames<TextRecipe>().Select(name => name.ToLowerInvariant())], "none");

    internal static readonly ToolSetting Unlabeled = Text(
        "unlabeled",
        "Texts without labels, which a classifier learns from, too, with labels that n-grams give them: " +
        $"{UnlabelledTexts.Forms}.", null, "with a recipe the unlabeled reviews of IMDB, otherwise none");

    internal static readonly ToolSetting Validation = Text(
        "validation", "Texts to validate each epoch with, in the same forms as data; for IMDB its test part.", null,
        "a part of the texts to train on");

    internal static readonly ToolSetting Test = Text(
        "test", "Texts to test the trained model on, in the same forms as data; for IMDB its test part.", null,
        "the test part of the data, if they have one");

    internal static readonly ToolSetting TextColumn = Text("text", "The column with the texts.", ColumnNames.Default.Texts[0]);

    internal static readonly ToolSetting LabelColumn = Text(
        "label", $"The column with the labels; IMDB has {ColumnNames.Default.Label} and Rating, the stars.",
        ColumnNames.Default.Label);

    internal static readonly ToolSetting Task = Word(
        "task", "What to learn from the labels.", null, [.. TextTask.All.Select(task => task.Name)], TextTask.Rule);

    internal static readonly ToolSetting Output = Text("output", "Where the model is saved.", TrainDefaults.Output);

    internal static readonly ToolSetting Vocabulary = Integer(
        "vocabulary", "The most distinct words, including the unknown word.", TrainDefaults.VocabularyFor,
        $"{TrainDefaults.Vocabulary}, with a recipe {RecipeSettings.Vocabulary}, for ngrams no limit", 2);

    internal static readonly ToolSetting Length = Integer(
        "length", "The most words of a text to read; the rest is cut off.", TrainDefaults.LengthFor,
        $"{TrainDefaults.Length}, with a Transformer {TrainDefaults.LengthOfTransformer}, for ngrams no limit", 1);

    internal static readonly ToolSetting ContinueFrom = Text(
        "continueFrom",
        "A model file (.zip) whose weights and words training continues from; the trainer, its network and the columns are " +
        "then the model's, unless given.",
        null, "a new model");

    internal static readonly ToolSetting Cache = Text(
        "cache",
        "A file for the learned words and the encoded texts; a later training with the same data and words reads both " +
        "from it.",
        null, "none");

    internal static readonly ToolSetting TensorBoard = Text(
        "tensorboard", "A folder for TensorBoard's curves of this training.", null, "none");
    internal static readonly ToolSetting Csv = Text("csv", "A file for a table with a line for each epoch.", null, "none");

    /// <summary>What only networks have a use for.</summary>
    internal static readonly IReadOnlyList<ToolSetting> OfNetworks =
        [Recipe, Unlabeled, Validation, ContinueFrom, TensorBoard, Csv];

    internal static readonly IReadOnlyList<ToolSetting> All =
    [
        Trainer, Recipe, Data, Unlabeled, Validation, Test, TextColumn, LabelColumn, Task, Output, Vocabulary, Length,
        ContinueFrom, Cache, TensorBoard, Csv,
    ];

    private readonly Func<JsonElement, bool> _accepts;
    private readonly JsonObject _type;
    private readonly Func<TrainerKind, JsonValue?> _default;
    private readonly string? _meaningOfNull;

    private ToolSetting(
        string name, string purpose, JsonObject type, Func<TrainerKind, JsonValue?> defaultOf, string? meaningOfNull,
        string rule, IReadOnlyList<string> words, Func<JsonElement, bool> accepts)
    {
        (Name, Purpose, _type, _default, _meaningOfNull, Words, _accepts) = (
            name, purpose, type, defaultOf, meaningOfNull, words, accepts);
        Rule = meaningOfNull is null ? rule : $"{rule}, or null";
    }

    /// <summary>The key in a file; on the command line with two leading dashes, and one between words.</summary>
    internal string Name { get; }

    /// <summary>What it is for, as sentences without its default.</summary>
    internal string Purpose { get; }

    /// <summary>The rule for values.</summary>
    internal string Rule { get; }

    /// <summary>The allowed values; empty if they are not words.</summary>
    internal IReadOnlyList<string> Words { get; }

    /// <summary>What it is for on the command line, where null can only mean omission.</summary>
    internal string DescriptionOfOption => $"{Purpose} Default: {_meaningOfNull ?? _default(TrainerKind.Default)?.ToString()}";

    /// <param name="kind">The trainer whose default it has.</param>
    internal SettingDescription Describe(TrainerKind kind) => new(
        Name, _meaningOfNull is null ? Purpose : $"{Purpose} null for {_meaningOfNull}.", (JsonObject)_type.DeepClone(),
        _default(kind));

    internal bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? _meaningOfNull is not null : _accepts(value);

    private static ToolSetting Text(string name, string purpose, string? defaultText, string? meaningOfNull = null)
    {
        var type = SettingDescription.TypeOf("string", meaningOfNull is not null);
        type["minLength"] = 1;
        return new(
            name, purpose, type, _ => defaultText is null ? null : JsonValue.Create(defaultText), meaningOfNull,
            "a text in quotes", [],
            value => value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()));
    }

    private static ToolSetting Word(
        string name, string purpose, string? defaultWord, IReadOnlyList<string> words, string? meaningOfNull = null) => new(
        name, purpose, SettingDescription.TypeOf(words, meaningOfNull is not null),
        _ => defaultWord is null ? null : JsonValue.Create(defaultWord),
        meaningOfNull, $"one of {Cli.Words.List([.. words.Select(word => $"\"{word}\"")], "or")}", words,
        value => value.ValueKind == JsonValueKind.String && words.Contains(value.GetString()));

    private static ToolSetting Integer(
        string name, string purpose, Func<TrainerKind, int?> defaultOf, string meaningOfNull, int least)
    {
        var type = SettingDescription.TypeOf("integer", isNullable: true);
        type["minimum"] = least;
        return new(
            name, purpose, type, kind => defaultOf(kind) is { } number ? JsonValue.Create(number) : null, meaningOfNull,
            string.Create(null, $"a whole number from {least} to {int.MaxValue}"), [],
            value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least);
    }
}
