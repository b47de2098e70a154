using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences.Cli;

/// <summary>
/// A setting of train that is the tool's own and not the trainer's, in a file and on the command line; beside "options" these are
/// the keys of a settings file.
/// </summary>
internal sealed class ToolSetting
{
    internal static readonly ToolSetting Trainer = Word(
        "trainer", "The network that is trained.", TrainerKind.Default.Name, [.. TrainerKind.All.Select(kind => kind.Name)]);

    internal static readonly ToolSetting Data = Text(
        "data", $"The texts to train on: {LabelledData.Forms}.", null, "the sample that comes with the tool");

    internal static readonly ToolSetting Validation = Text(
        "validation", "Texts to measure each epoch on, in the forms of data; of IMDB its test part.", null,
        "a part of the texts to train on");

    internal static readonly ToolSetting Test = Text(
        "test", "Texts to measure the trained model on, in the forms of data; of IMDB its test part.", null,
        "the test part of the data, if they have one");

    internal static readonly ToolSetting TextColumn = Text("text", "The column with the texts.", ColumnNames.Default.Texts[0]);

    internal static readonly ToolSetting LabelColumn = Text(
        "label", $"The column with the labels; IMDB has {ColumnNames.Default.Label} and Rating, the stars.",
        ColumnNames.Default.Label);

    internal static readonly ToolSetting Task = Word(
        "task", "What is learnt of the labels.", null, [.. TextTask.All.Select(task => task.Name)], TextTask.Rule);

    internal static readonly ToolSetting Output = Text("output", "Where the model is saved.", TrainDefaults.Output);

    internal static readonly ToolSetting Vocabulary = Integer(
        "vocabulary", "The most words that are told apart, the unknown word among them.", TrainDefaults.Vocabulary, 2);

    internal static readonly ToolSetting Length = Integer(
        "length", "Words of a text that are read; what follows is cut.", TrainDefaults.Length, 1);

    internal static readonly ToolSetting ContinueFrom = Text(
        "continueFrom",
        "A model file (.zip) whose weights and words training goes on from; the trainer, its network and the columns are then " +
        "the model's, unless given.",
        null, "a new model");

    internal static readonly ToolSetting Cache = Text(
        "cache",
        "A file for the words learnt and the texts encoded; a later training on the same data with the same words takes both " +
        "from there.",
        null, "none");

    internal static readonly ToolSetting TensorBoard = Text(
        "tensorboard", "A folder for TensorBoard's curves of this training.", null, "none");
    internal static readonly ToolSetting Csv = Text("csv", "A file for a table with a line for each epoch.", null, "none");

    internal static readonly IReadOnlyList<ToolSetting> All =
        [Trainer, Data, Validation, Test, TextColumn, LabelColumn, Task, Output, Vocabulary, Length, ContinueFrom, Cache,
            TensorBoard, Csv];

    private readonly Func<JsonElement, bool> _accepts;
    private readonly JsonObject _type;
    private readonly JsonValue? _default;
    private readonly string? _meaningOfNull;

    private ToolSetting(
        string name, string purpose, JsonObject type, JsonValue? defaultValue, string? meaningOfNull, string rule,
        IReadOnlyList<string> words, Func<JsonElement, bool> accepts)
    {
        (Name, Purpose, _type, _default, _meaningOfNull, Words, _accepts) = (
            name, purpose, type, defaultValue, meaningOfNull, words, accepts);
        Rule = meaningOfNull is null ? rule : $"{rule}, or null";
    }

    /// <summary>The key in a file; on the command line with two dashes before it, and one between its words.</summary>
    internal string Name { get; }

    /// <summary>What it is for, as sentences without its default.</summary>
    internal string Purpose { get; }

    /// <summary>What a value is.</summary>
    internal string Rule { get; }

    /// <summary>The values that there are; none where they are not words.</summary>
    internal IReadOnlyList<string> Words { get; }

    /// <summary>What it is for on the command line, where leaving it out is all that null can be.</summary>
    internal string DescriptionOfOption => $"{Purpose} Default: {_default?.ToString() ?? _meaningOfNull}";

    internal SettingDescription Describe() => new(
        Name, _meaningOfNull is null ? Purpose : $"{Purpose} null for {_meaningOfNull}.", (JsonObject)_type.DeepClone(),
        _default?.DeepClone());

    internal bool Accepts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Null ? _meaningOfNull is not null : _accepts(value);

    private static ToolSetting Text(string name, string purpose, string? defaultText, string? meaningOfNull = null)
    {
        var type = SettingDescription.TypeOf("string", meaningOfNull is not null);
        type["minLength"] = 1;
        return new(
            name, purpose, type, defaultText is null ? null : JsonValue.Create(defaultText), meaningOfNull, "a text in quotes",
            [],
            value => value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()));
    }

    private static ToolSetting Word(
        string name, string purpose, string? defaultWord, IReadOnlyList<string> words, string? meaningOfNull = null) => new(
        name, purpose, SettingDescription.TypeOf(words, meaningOfNull is not null),
        defaultWord is null ? null : JsonValue.Create(defaultWord),
        meaningOfNull, $"one of {Cli.Words.List([.. words.Select(word => $"\"{word}\"")], "or")}", words,
        value => value.ValueKind == JsonValueKind.String && words.Contains(value.GetString()));

    private static ToolSetting Integer(string name, string purpose, int defaultNumber, int least)
    {
        var type = SettingDescription.TypeOf("integer", isNullable: false);
        type["minimum"] = least;
        return new(
            name, purpose, type, JsonValue.Create(defaultNumber), null,
            string.Create(null, $"a whole number from {least} to {int.MaxValue}"), [],
            value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= least);
    }
}
