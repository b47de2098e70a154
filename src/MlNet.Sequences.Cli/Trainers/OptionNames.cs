using System.Text.Json;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The tool's names for the options that the library's messages name by property: the command-line option, or the settings file's
/// key if the value comes from there.
/// </summary>
internal sealed class OptionNames
{
    private readonly Dictionary<string, string> _names = [];

    /// <param name="options">The properties that have an option, with its name.</param>
    /// <param name="isKey">Whether an option is set in the settings file and not on the command line.</param>
    internal OptionNames(IEnumerable<(string Property, string Option)> options, Func<string, bool> isKey)
    {
        foreach (var (property, option) in options)
            _names[property] = isKey(KeyOf(property)) ? $"{SettingsFile.Options}.{KeyOf(property)}" : option;

        // Settings without a command-line option are, or could be, in a settings file.
        foreach (string key in TrainerKind.All.SelectMany(SettingDescription.OptionsOf).Select(setting => setting.Name))
            _names.TryAdd(char.ToUpperInvariant(key[0]) + key[1..], $"{SettingsFile.Options}.{key}");
        _names[nameof(SequenceTrainer.FindLearningRate)] = FindLearningRateCommand.Name;
        _names[nameof(ConllOptions.TokenColumnIndex)] = ColumnNames.TextOption;
        _names[nameof(ConllOptions.TagColumnIndex)] = ColumnNames.LabelOption;
    }

    /// <summary>The names without a command line.</summary>
    internal static OptionNames Usual { get; } = new TrainOptions().UsualNames();

    /// <summary>The name of a property's option; other names are returned unchanged.</summary>
    internal string Of(string property) => _names.GetValueOrDefault(property, property);

    private static string KeyOf(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);
}
