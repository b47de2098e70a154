using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>A command whose options are under headings in its help.</summary>
internal sealed class ToolCommand(string name, string description) : Command(name, description)
{
    private readonly List<(string Heading, IReadOnlyList<Option> Options)> _groups = [];

    /// <summary>The options in the order of the help; options without a group come last.</summary>
    internal IReadOnlyList<(string Heading, IReadOnlyList<Option> Options)> Groups => _groups;

    /// <summary>Adds options to the command, under a heading.</summary>
    internal ToolCommand With(string heading, params IReadOnlyList<Option> options)
    {
        foreach (var option in options)
            Options.Add(option);
        _groups.Add((heading, options));
        return this;
    }
}
