using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MlNet.Sequences.Cli;

/// <summary>A file with settings of train: JSON, with optional comments and trailing commas.</summary>
internal sealed class SettingsFile
{
    internal const string Schema = "$schema";
    internal const string Options = "options";

    /// <summary>The trainer's options that the tool sets itself, with an explanation.</summary>
    internal static readonly IReadOnlyDictionary<string, string> SetByTool = new Dictionary<string, string>
    {
        ["labelColumnName"] = "name the column with 'label' next to 'options'",
        ["continueFrom"] = "name the model with 'continueFrom' next to 'options'",
        ["featureColumnName"] = "the tool creates the column",
        ["exampleWeightColumnName"] = "the tool reads only texts and labels",
    };

    private readonly string _path;
    private readonly Dictionary<string, JsonElement> _values = [];
    private readonly List<JsonProperty> _options = [];
    private readonly List<string> _violations = [];
    private readonly HashSet<string> _wrong = [];

    private SettingsFile(string path) => _path = path;

    /// <summary>No file, and so no settings.</summary>
    internal static SettingsFile None { get; } = new("");

    /// <summary>The errors in the tool's own settings, each on a line.</summary>
    internal IReadOnlyList<string> Violations => _violations;

    /// <exception cref="UsageException">The file does not exist, can't be read, or it is not a JSON object.</exception>
    internal static SettingsFile Read(string path)
    {
        var file = new SettingsFile(path);
        foreach (var property in ReadObject(path, $"{Tool.Name} config").EnumerateObject())
            file.Add(property);
        return file;
    }

    /// <param name="path">The file.</param>
    /// <param name="command">A command that prints such an object.</param>
    /// <exception cref="UsageException">The file does not exist, can't be read, or it is not a JSON object.</exception>
    internal static JsonElement ReadObject(string path, string command)
    {
        var root = Parse(path, ReadText(path));
        return root.ValueKind == JsonValueKind.Object ? root : throw new UsageException(
            $"{path} needs to be a JSON object; received {ReceivedJson.Shorten(root)}. '{command}' prints one.");
    }

    /// <summary>Whether the setting has an invalid value.</summary>
    internal bool IsWrong(ToolSetting setting) => _wrong.Contains(setting.Name);

    /// <summary>
    /// The text of the setting, or null if it is missing or null. Spaces around a column's name are removed.
    /// </summary>
    internal string? Text(ToolSetting setting)
    {
        string? text = _values.TryGetValue(setting.Name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.GetString()
            : null;
        return setting == ToolSetting.TextColumn || setting == ToolSetting.LabelColumn ? text?.Trim() : text;
    }

    /// <summary>The text of a trainer's option, or null if the file has none.</summary>
    internal string? TextOfOption(string name) =>
        _options.Where(option => option.Name == name && option.Value.ValueKind == JsonValueKind.String)
            .Select(option => option.Value.GetString()).FirstOrDefault();

    /// <summary>The number of the setting, or null if it is missing or null.</summary>
    internal int? Integer(ToolSetting setting) =>
        _values.TryGetValue(setting.Name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetInt32() : null;

    /// <summary>The setting's name in errors, or null if the file does not have it.</summary>
    internal string? NameOf(ToolSetting setting) => _values.ContainsKey(setting.Name) ? $"{_path}: {setting.Name}" : null;

    /// <summary>Whether the file has the trainer's option.</summary>
    internal bool HasOption(string name) => _options.Any(option => option.Name == name);

    /// <summary>The trainer's options in the file, with defaults for the rest.</summary>
    /// <param name="kind">The trainer, which need not be the file's.</param>
    /// <param name="defaults">The defaults.</param>
    /// <param name="violations">Receives the errors; then the defaults are returned.</param>
    internal object ReadOptions(TrainerKind kind, object defaults, ICollection<string> violations)
    {
        if (_options.Count == 0)
            return defaults;
        var own = _options.Where(option => !SetByTool.ContainsKey(option.Name) && IsOf(kind, option.Name, violations)).ToArray();
        foreach (var option in _options.Where(option => SetByTool.ContainsKey(option.Name)))
        {
            violations.Add(
                $"{_path}: {Options}.{option.Name} is not a setting of train; received {ReceivedJson.Shorten(option.Value)}. " +
                $"Leave it out: {SetByTool[option.Name]}.");
        }

        try
        {
            return kind.ReadOptions(Merge(kind.WriteOptions(defaults), own));
        }
        catch (ArgumentException e)
        {
            violations.Add($"{_path}, {Options}: {e.Message}");
            return defaults;
        }
    }

    // Names that no trainer has are left to the library, which knows all names.
    private bool IsOf(TrainerKind kind, string name, ICollection<string> violations)
    {
        string[] owners = [.. TrainerKind.All.Where(each => Has(each, name)).Select(each => each.Name)];
        if (owners.Length == 0 || owners.Contains(kind.Name))
            return true;
        violations.Add(TrainerOption.WrongOwner($"{_path}: {Options}.{name}", "trainer", owners, $"the trainer {kind.Name}"));
        return false;
    }

    // Unchanged from the file, so that the library reports its errors, including duplicate names.
    internal static string Merge(string defaults, IReadOnlyList<JsonProperty> own)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in JsonNode.Parse(defaults)!.AsObject().Where(
                pair => !own.Any(option => option.Name == pair.Key)))
            {
                writer.WritePropertyName(name);
                if (value is null)
                    writer.WriteNullValue();
                else
                    value.WriteTo(writer);
            }

            foreach (var option in own)
                option.WriteTo(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void Add(JsonProperty property)
    {
        var setting = ToolSetting.All.FirstOrDefault(setting => setting.Name == property.Name);
        if (property.Name == Schema)
            Check(property.Value.ValueKind == JsonValueKind.String, "a text in quotes");
        else if (property.Name == Options)
            Check(property.Value.ValueKind == JsonValueKind.Object, "an object with the trainer's options");
        else if (setting is not null)
            Check(setting.Accepts(property.Value), setting.Rule, setting.Words);
        else
            Unknown(property);

        void Check(bool isRight, string rule, IReadOnlyList<string>? words = null)
        {
            string? word = property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : null;
            if (!isRight)
            {
                string suggestion = word is null ? "" : Words.Suggestion(word, words ?? []);
                _wrong.Add(property.Name);
                _violations.Add(
                    $"{_path}: {property.Name} needs {rule}; received {ReceivedJson.Shorten(property.Value)}.{suggestion}");
            }
            else if (!_values.TryAdd(property.Name, property.Value))
            {
                _violations.Add(
                    $"{_path}: {property.Name} is given twice; received {ReceivedJson.Shorten(property.Value)}. Leave out all " +
                    "but one.");
            }
            else if (property.Name == Options)
            {
                _options.AddRange(property.Value.EnumerateObject());
            }
        }
    }

    private void Unknown(JsonProperty property)
    {
        string[] names = [.. ToolSetting.All.Select(setting => setting.Name), Options, Schema];
        string remedy = TrainerKind.All.Any(kind => Has(kind, property.Name)) ? $" Move it into '{Options}'."
            : Words.Suggestion(property.Name, names) is { Length: > 0 } suggestion ? suggestion
            : $" Leave it out, or name one of {Words.List(names, "or")}.";
        _violations.Add(
            $"{_path}: {property.Name} is not a setting of train; received {ReceivedJson.Shorten(property.Value)}.{remedy}");
    }

    private static bool Has(TrainerKind kind, string name) =>
        SettingDescription.OptionsOf(kind).Any(option => option.Name == name);

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = Directory.Exists(path) ? "it is a folder. Name a file in it."
                : e is FileNotFoundException or DirectoryNotFoundException ? $"it does not exist. '{Tool.Name} config " +
                "--output FILE' writes one."
                : $"{e.Message.TrimEnd('.')}. Change its permissions or choose another.";
            throw new UsageException($"--config needs a readable file; received '{path}': {reason}");
        }
    }

    private static JsonElement Parse(string path, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(
                LoneSurrogates.Replace(text), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            // The exception counts from 0, and bytes instead of letters.
            int line = (int)(e.LineNumber ?? 0), bytes = (int)(e.BytePositionInLine ?? 0);
            byte[] before = Encoding.UTF8.GetBytes(text.Split('\n').ElementAtOrDefault(line) ?? "");
            int column = Encoding.UTF8.GetCharCount(before, 0, Math.Min(bytes, before.Length));
            string reason = e.Message.Split(" LineNumber:")[0];
            throw new UsageException($"{path} is not valid JSON at line {line + 1}, column {column + 1}: {reason} Correct it.");
        }
    }
}
