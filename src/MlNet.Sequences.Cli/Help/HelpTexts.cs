using System.CommandLine;

namespace MlNet.Sequences.Cli;

/// <summary>
/// The help texts besides the list of options: examples, columns, exit codes. They are the files of the folder Texts, one for a
/// command.
/// </summary>
internal static class HelpTexts
{
    /// <summary>The text of a command besides its options.</summary>
    internal static string Of(Command command)
    {
        string exitCodes = Read("exit-codes")!;
        return Read(command is RootCommand ? Tool.Name : command.Name) is { } text ? $"{text}\n\n{exitCodes}" : exitCodes;
    }

    private static string? Read(string name)
    {
        using var stream = typeof(HelpTexts).Assembly.GetManifestResourceStream($"help/{name}.txt");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n").TrimEnd();
    }
}
