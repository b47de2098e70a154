using System.Text.Json;

namespace MlNet.Sequences.Cli;

/// <summary>
/// What the tool calls the options that the library's messages name by their properties: the option of the command line, or the
/// key of the settings file where the value comes from there.
/// </summary>
internal sealed class OptionNames
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
        _names[nameof(SequenceTrainer.FindLearningRate)] = FindLearningRateCommand.Name;
    }

    /// <summary>The names where nothing is known of a command line.</summary>
    internal static OptionNames Usual { get; } = new TrainOptions().UsualNames();

    /// <summary>The name of a property's option; what is none is returned.</summary>
    internal string Of(string property) => _names.GetValueOrDefault(property, property);

    private static string KeyOf(string property) => JsonNamingPolicy.CamelCase.ConvertName(property);
}
