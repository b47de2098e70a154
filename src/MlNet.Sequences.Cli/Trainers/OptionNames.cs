using System.Text.Json;
using System.Text.RegularExpressions;

namespace MlNet.Sequences.Cli;

/// <summary>
/// What the user calls the properties that the library's messages name: the option of the command line, or the key of the settings file
/// where the value comes from there.
/// </summary>
internal sealed partial class OptionNames
{
    private readonly Dictionary<string, string> _names = [];

    /// <param name="options">The properties that have an option, with its name.</param>
    /// <param name="isKey">Whether a key of a settings file's options is given there, and not on the command line.</param>
    internal OptionNames(IEnumerable<(string Property, string Option)> options, Func<string, bool> isKey)
    {
        foreach (var (property, option) in options)
            _names[property] = isKey(KeyOf(property)) ? $"{SettingsFile.Options}.{KeyOf(property)}" : option;

        // What the command line has no option for stands in a settings file, or could.
        foreach (string key in TrainerKind.All.SelectMany(SettingDescription.OptionsOf).Select(setting => setting.Name))
            _names.TryAdd(char.ToUpperInvariant(key[0]) + key[1..], $"{SettingsFile.Options}.{key}");
    }

    /// <summary>
    /// The message in the user's words. Whole words alone are names, and none in quotation marks; a name that is an English word, too,
    /// such as Device, is none where it begins a sentence of another kind than "Device must be".
    /// </summary>
    internal string Translate(string message) => Name().Replace(
        message,
        match => match.Groups["property"] is { Success: true } property ? Find(property.Value, IsName(property, message)) ?? match.Value
            : match.Groups["key"] is { Success: true } key ? Find(char.ToUpperInvariant(key.ValueSpan[0]) + key.Value[1..], true) ?? match.Value
            : match.Value);

    private static string KeyOf(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);

    private string? Find(string property, bool isName) => isName ? _names.GetValueOrDefault(property) : null;

    private static bool IsName(Group word, string message)
    {
        if (word.Value.Count(char.IsUpper) > 1 || Rule().IsMatch(message, word.Index + word.Length))
            return true;
        return word.Index > 1 && message[word.Index - 1] == ' ' && (char.IsLetterOrDigit(message[word.Index - 2]) || message[word.Index - 2] == ',');
    }

    // 'a path' or "a text"; a property, with a method of its type or without; and the library's "hiddenSize is 8 and was 16".
    [GeneratedRegex(
        """(?<!\w)'[^']*'(?!\w)|"[^"]*"|(?<![\w./\\])(?<property>([A-Z][a-z]+)+)(\.From[A-Z]\w*)?(?![\w(/\\]|\.\w)|(?<![\w./\\])(?<key>[a-z]+([A-Z][a-z]+)*)(?= is .* was )""",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(@"\G (must|needs) ", RegexOptions.ExplicitCapture)]
    private static partial Regex Rule();
}
