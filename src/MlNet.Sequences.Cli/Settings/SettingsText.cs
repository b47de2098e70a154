using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary>A whole settings file with every default and, in comments, what each setting is for.</summary>
internal static class SettingsText
{
    private const int Width = 120;

    /// <param name="kind">The trainer.</param>
    /// <param name="task">The task; null for the settings of all.</param>
    internal static string Of(TrainerKind kind, TextTask? task = null)
    {
        var text = new StringBuilder();
        WriteComment(text, "", "Settings of mlnet-sequences train --config FILE, with their defaults.");
        WriteComment(
            text, "",
            "Omitted settings have their defaults; command-line options take precedence. Paths are relative to the folder that " +
            "the tool runs in.");
        text.Append("{\n");
        foreach (var setting in ToolSetting.All.Where(setting => kind.IsNetwork || !ToolSetting.OfNetworks.Contains(setting)))
        {
            var description = setting.Describe(kind);
            Write(
                text, "  ",
                setting == ToolSetting.Trainer ? description with { Default = kind.Name }
                : setting == ToolSetting.Task ? description with { Default = task?.Name }
                : description,
                isLast: false);
        }

        var ofOthers = task is null ? null : TrainerOptionTable.SettingsWithoutUseFor(task);
        WriteOptions(
            text, SettingsFile.Options, kind,
            [.. SettingDescription.OptionsOf(kind).Where(option => ofOthers?.Contains(option.Name) != true)]);
        return text.Append("}\n").ToString();
    }

    /// <summary>The same of a language model.</summary>
    /// <param name="kind">Its network.</param>
    internal static string OfLanguageModel(TrainerKind kind)
    {
        var text = new StringBuilder();
        WriteComment(
            text, "",
            $"Settings of mlnet-sequences pretrain --trainer {kind.Name} --config FILE, with their defaults. Omitted settings " +
            "have their defaults; command-line options take precedence.");
        text.Append("{\n");
        foreach (var setting in SettingDescription.OfLanguageModels())
            Write(text, "  ", setting, isLast: false);
        WriteOptions(text, "network", kind, [.. SettingDescription.OptionsOf(kind).Select(option =>
            option.Name == "validationFraction" ? option with { Default = PretrainOptions.DefaultValidationFraction } : option)]);
        return text.Append("}\n").ToString();
    }

    private static void WriteOptions(StringBuilder text, string name, TrainerKind kind, SettingDescription[] options)
    {
        WriteComment(text, "  ", $"The options of {kind.Noun}.");
        text.Append($"  \"{name}\": {{\n");
        foreach (var (i, option) in options.Index())
        {
            if (i == 0 || option.Group != options[i - 1].Group)
                text.Append(i == 0 ? "" : "\n").Append($"    // {option.Group}\n\n");
            Write(text, "    ", option, isLast: i == options.Length - 1);
        }

        text.Append("  }\n");
    }

    private static void Write(StringBuilder text, string indent, SettingDescription setting, bool isLast)
    {
        string[] words = [.. setting.Words];
        WriteComment(text, indent, words.Length == 0 ? setting.Purpose : $"{setting.Purpose} One of {Words.List(words, "or")}.");
        text.Append(indent).Append(Json.Line(setting.Name)).Append(": ").Append(Json.Line(setting.Default))
            .Append(isLast ? "\n" : ",\n");
    }

    private static void WriteComment(StringBuilder text, string indent, string comment)
    {
        var line = new StringBuilder();
        foreach (string word in comment.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Width)
            {
                text.Append(line).Append('\n');
                line.Clear();
            }

            line.Append(line.Length == 0 ? $"{indent}// " : " ").Append(word);
        }

        if (line.Length > 0)
            text.Append(line).Append('\n');
    }
}
