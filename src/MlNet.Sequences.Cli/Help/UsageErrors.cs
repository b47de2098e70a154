using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>The errors of a command line, each on a line, with suggestions for mistyped names.</summary>
internal static class UsageErrors
{
    internal static IReadOnlyList<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        string[] unknown = [.. parsed.UnmatchedTokens];
        if (unknown.Length > 0 && command is RootCommand)
            return [NoCommand((RootCommand)command, unknown[0])];

        // What follows a mistyped option is its value.
        string[] options = [.. unknown.Where(token => token.StartsWith('-'))];
        var meant = options.Select(token => (Token: token, Option: Find(command, token))).ToArray();
        return
        [
            .. meant.Select(pair => NoOption(command, pair.Token, pair.Option)),
            .. options.Length > 0 ? [] : unknown.Take(1).Select(token => NoArgument(command, token)),
            .. parsed.Errors.Select(error => error.Message)
                .Where(
                    message =>
                        !meant.Any(pair => pair.Option is { } option && message.Contains(option.Name, StringComparison.Ordinal))),
        ];
    }

    private static string NoCommand(RootCommand root, string token)
    {
        if (token.StartsWith('-'))
            return $"A command comes first; received '{token}'. Put one of {Names(root)} before it.";
        string suggestion = Words.Suggestion(token, root.Subcommands.Select(each => each.Name));
        return $"There is no command '{token}'.{(suggestion.Length > 0 ? suggestion : $" There are {Names(root)}.")}";
    }

    private static string Names(RootCommand root) => Words.List([.. root.Subcommands.Select(each => each.Name)]);

    private static string NoOption(Command command, string token, Option? meant) =>
        $"{command.Name} has no option '{token}'.{(meant is null ? "" : $" Did you mean '{meant.Name}'?")}";

    private static string NoArgument(Command command, string token) =>
        $"{command.Name} takes no value without an option before it; received '{token}'." +
        (Find(command, $"--{token}") is { } option ? $" Did you mean '{option.Name}'?" : "");

    // "--epoch=3", "-epochs" and an older name count, too.
    private static Option? Find(Command command, string token)
    {
        string name = $"--{token.Split('=', ':')[0].TrimStart('-')}";
        var all = command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options))
            .SelectMany(
                option => option.Aliases.Append(option.Name).Where(alias => alias.StartsWith("--", StringComparison.Ordinal))
                .Select(alias => (alias, option)))
            .ToArray();
        return NearestName.Find(name, all.Select(pair => pair.alias)) is { } nearest
            ? all.First(pair => pair.alias == nearest).option
            : null;
    }
}
