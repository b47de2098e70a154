using Microsoft.ML;
using Microsoft.ML.Runtime;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MlNet.Sequences.Cli;

/// <summary>The two ways out: stderr for people, stdout for results alone.</summary>
internal sealed class Messages
{
    private const int WidthOfFiles = 120;

    private readonly HashSet<string> _warnings = [];

    internal Messages()
    {
        People = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        if (Console.IsErrorRedirected)
            People.Profile.Width = WidthOfFiles;
        IsLive = !Console.IsErrorRedirected && People.Profile.Capabilities.Ansi;
    }

    /// <summary>stderr, with colours and tables where it is a terminal.</summary>
    internal IAnsiConsole People { get; }

    /// <summary>Whether stderr can show a line that changes.</summary>
    internal bool IsLive { get; }

    /// <summary>A context whose warnings reach people.</summary>
    internal MLContext CreateContext(int? seed = null)
    {
        var mlContext = new MLContext(seed);
        if (TemporaryFolder.InsteadOfUsual is { } folder)
            mlContext.TempFilePath = folder;
        mlContext.Log += (_, message) =>
        {
            if (message.Kind == ChannelMessageKind.Warning)
                Warn(message.RawMessage);
        };
        return mlContext;
    }

    /// <summary>Writes a line, which a terminal may wrap and a file never does.</summary>
    internal void Say(string line, string style = "default")
    {
        if (IsLive)
            People.MarkupLine($"[{style}]{Markup.Escape(line)}[/]");
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

    /// <summary>Writes the one JSON object of a command to stdout.</summary>
    internal static void WriteJson<T>(T report)
    {
        using var results = OpenResults();
        results.WriteLine(Json.Line(report));
    }

    /// <summary>Writes a table to stdout: the result of a command that was not asked for JSON.</summary>
    internal static void WriteTable(IRenderable table) =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) }).Write(table);

    /// <summary>stdout in UTF-8 on every system; what can't be written shows at the latest when it is disposed.</summary>
    internal static StreamWriter OpenResults() => new(StandardStreams.OpenOutput(), bufferSize: 1 << 14);
}
