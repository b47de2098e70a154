using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary><c>help</c>: the same as --help, for the tool or a command.</summary>
internal static class HelpCommand
{
    internal static Command Create(RootCommand root)
    {
        var topic = new Argument<string?>("command") { HelpName = "command", Arity = ArgumentArity.ZeroOrOne };
        var command = new ToolCommand("help", "Shows this help, or that of a command: help train.") { topic };
        command.SetAction(parsed =>
        {
            HelpAction.Write(parsed.GetValue(topic) is { } name ? Find(root, name) : root, parsed.InvocationConfiguration.Output);
            return 0;
        });
        return command;
    }

    private static Command Find(RootCommand root, string name)
    {
        string[] names = [.. root.Subcommands.Select(command => command.Name)];
        return root.Subcommands.FirstOrDefault(
            command => command.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new UsageException(
            $"help needs one of the commands {Words.List(names, "or")}; received '{name}'.{Words.Suggestion(name, names)}");
    }
}
