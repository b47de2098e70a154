using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The help of a command: its usage, its options in groups, and additional texts, wrapped.
/// </summary>
internal sealed class HelpPage(TextWriter output, int width)
{
    /// <summary>The least width for a description next to a name; with less it starts on the next line.</summary>
    private const int LeastBeside = 40;

    private const int WidestName = 30;

    internal void Write(Command command)
    {
        bool isRoot = command is RootCommand;
        string name = isRoot ? Tool.Name : $"{Tool.Name} {command.Name}";
        string arguments = isRoot
            ? "<command>"
            : string.Join(' ', command.Arguments.Select(argument => $"[{argument.HelpName}]"));
        Line($"Usage: {name} {(arguments.Length == 0 ? "" : $"{arguments} ")}[options]");
        Line("");
        Paragraph(command.Description ?? "", "", "");
        if (isRoot)
            Section("Commands", [.. command.Subcommands.Select(each => (each.Name, each.Description ?? ""))]);
        foreach (var (heading, options) in Groups(command))
            Section(heading, [.. options.Select(option => (NameOf(option), DescriptionOf(option)))]);
        Line("");
        foreach (string line in HelpLines.Wrap(HelpTexts.Of(command), width))
            output.WriteLine(line);
    }

    /// <summary>The short name first, then the long one; older names are accepted and not shown.</summary>
    internal static string NameOf(Option option)
    {
        string? shortName = option.Aliases.FirstOrDefault(alias => alias.Length == 2 && char.IsAsciiLetter(alias[1]));
        string names = shortName is null ? option.Name : $"{shortName}, {option.Name}";
        return option.HelpName is { } value && option.Arity.MinimumNumberOfValues > 0 ? $"{names} <{value}>" : names;
    }

    private static IEnumerable<(string Heading, IReadOnlyList<Option> Options)> Groups(Command command)
    {
        var groups = command is ToolCommand tool ? tool.Groups : [];
        foreach (var group in groups)
            yield return group;
        var own = command.Options.Except(groups.SelectMany(group => group.Options));
        var global = command.Parents.OfType<Command>().SelectMany(parent => parent.Options).Where(option => option.Recursive);
        Option[] others = [.. own, .. global];
        yield return (groups.Count == 0 ? "Options" : "Other", others);
    }

    private static string DescriptionOf(Option option) =>
        option.Required ? $"{option.Description} Required." : option.Description ?? "";

    private void Section(string heading, IReadOnlyList<(string Name, string Description)> items)
    {
        Line("");
        Line($"{heading}:");
        int column = 4 + items.Where(item => item.Name.Length <= WidestName).Select(item => item.Name.Length).DefaultIfEmpty(0)
            .Max();
        bool isBeside = width - column >= LeastBeside;
        string indent = new(' ', isBeside ? column : 6);
        foreach (var (name, description) in items)
        {
            if (isBeside && name.Length + 4 <= column)
            {
                Paragraph(description, $"  {name}".PadRight(column), indent);
            }
            else
            {
                Line($"  {name}");
                Paragraph(description, indent, indent);
            }
        }
    }

    private void Paragraph(string text, string first, string rest)
    {
        foreach (string line in HelpLines.Fill(text, first, rest, width))
            Line(line);
    }

    private void Line(string line) => output.WriteLine(line);
}
