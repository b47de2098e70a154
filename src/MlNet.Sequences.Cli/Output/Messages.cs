using Microsoft.ML;
using Microsoft.ML.Runtime;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>The two ways out: stderr for people, stdout for results alone.</summary>
internal sealed class Messages
{
    // Nothing is wrapped or cut in a file.
    private const int WidthOfFiles = 1 << 16;

    // The library's own logs of a fit: FitWarnings shows its warnings, and those at its end are in the fit's history.
    private static readonly string[] Fits = ["SequenceTrainer; ", "NgramFit; Review"];

    private readonly HashSet<string> _warnings = [];

    internal Messages()
    {
        People = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected)
            People.Profile.Width = WidthOfFiles;
        IsLive = !Console.IsErrorRedirected && People.Profile.Capabilities.Ansi;
        Live = new LiveLine(People);
    }

    /// <summary>stderr, with colors and tables on a terminal.</summary>
    internal IAnsiConsole People { get; }

    /// <summary>Whether stderr can show a line that changes.</summary>
    internal bool IsLive { get; }

    /// <summary>That line, where <see cref="IsLive"/>.</summary>
    internal LiveLine Live { get; }

    /// <summary>
    /// A context whose warnings, and messages about downloads, are shown. <see cref="FitWarnings"/> shows those of a fit, and the
    /// last lines, where they can't be missed, those of its history.
    /// </summary>
    internal MLContext CreateContext(int? seed = null)
    {
        var mlContext = new MLContext(seed);
        if (TemporaryFolder.InsteadOfUsual is { } folder)
            mlContext.TempFilePath = folder;
        mlContext.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning && !IsOfFit(message.Source))
                Warn(message.RawMessage);
            else if (message.Kind == ChannelMessageKind.Info && message.Source == LabelledData.Download)
                Say(message.RawMessage);
        };
        return mlContext;
    }

    private static bool IsOfFit(string source) => Fits.Any(fit => source.StartsWith(fit, StringComparison.Ordinal));

    /// <summary>Writes a line; a terminal has it in lines that fit, a file as it is.</summary>
    internal void Say(string line, string style = "default")
    {
        line = Format.Visible(line);
        if (IsLive)
            Live.Above(console => console.MarkupLine($"[{style}]{Markup.Escape(line)}[/]"));
        else
            WriteLine(line);
    }

    /// <summary>Writes a line that can be pasted: the terminal wraps it, and no line break comes in between.</summary>
    internal void SayCommand(string line)
    {
        line = Format.Visible(line);
        if (IsLive)
            Live.Above(_ => Console.Error.WriteLine(line));
        else
            Console.Error.WriteLine(line);
    }

    /// <summary>Says it once, however many passes over the data find it.</summary>
    internal void Warn(string message)
    {
        lock (_warnings)
        {
            if (_warnings.Add(message))
                Say($"warning: {message}", "yellow");
        }
    }

    // A terminal without control codes breaks words at its edge.
    private void WriteLine(string line)
    {
        foreach (string part in Console.IsErrorRedirected ? [line] : HelpLines.Fill(
            line, "", "", Math.Max(People.Profile.Width, 1)))
            Console.Error.WriteLine(part);
    }

    /// <summary>Writes the one JSON object of a command to stdout.</summary>
    internal static void WriteJson<T>(T report)
    {
        using var results = OpenResults();
        results.WriteLine(Json.Line(report));
    }

    /// <summary>Writes a table to stdout: the result of a command that was not asked for JSON.</summary>
    internal static void WriteTable(IRenderable table)
    {
        var results = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
            results.Profile.Width = WidthOfFiles;
        results.Write(table);
    }

    /// <summary>stdout in UTF-8 on every system; what can't be written shows at the latest when it is disposed.</summary>
    internal static StreamWriter OpenResults() => new(StandardStreams.OpenOutput(), bufferSize: 1 << 14);
}
