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

        WriteComment(text, "  ", $"The options of {kind.Noun}.");
        text.Append($"  \"{SettingsFile.Options}\": {{\n");
        var ofOthers = task is null ? null : TrainerOptionTable.SettingsWithoutUseFor(task);
        SettingDescription[] options = [.. SettingDescription.OptionsOf(kind).Where(option =>
            ofOthers?.Contains(option.Name) != true)];
        foreach (var (i, option) in options.Index())
        {
            if (i == 0 || option.Group != options[i - 1].Group)
                text.Append(i == 0 ? "" : "\n").Append($"    // {option.Group}\n\n");
            Write(text, "    ", option, isLast: i == options.Length - 1);
        }

        return text.Append("  }\n}\n").ToString();
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
