using System.Text;

namespace MlNet.Sequences.Cli;

/// <summary>A whole settings file with every default and, in comments, what each setting is for.</summary>
internal static class SettingsText
{
    private const int Width = 120;

    internal static string Of(TrainerKind kind)
    {
        var text = new StringBuilder();
        WriteComment(text, "", "Settings of mlnet-sequences train --config FILE, with their defaults.");
        WriteComment(
            text, "",
            "What is left out has its default; an option of the command line wins. Paths are relative to the folder that the " +
            "tool runs in.");
        text.Append("{\n");
        foreach (var setting in ToolSetting.All)
            Write(text, "  ", setting == ToolSetting.Trainer ? setting.Describe() with
            {
                Default = kind.Name,
            } : setting.Describe(), isLast: false);
        WriteComment(text, "  ", $"What {kind.Noun} is told.");
        text.Append($"  \"{SettingsFile.Options}\": {{\n");
        var options = SettingDescription.OptionsOf(kind);
        foreach (var option in options)
            Write(text, "    ", option, isLast: option == options[^1]);
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
