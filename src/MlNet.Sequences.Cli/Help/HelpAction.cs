using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;

namespace MlNet.Sequences.Cli;

/// <summary>The action of --help.</summary>
internal sealed class HelpAction : SynchronousCommandLineAction
{
    private const int WidthOfFiles = 80, LeastWidth = 30, WidestLines = 120;

    public override bool ClearsParseErrors => true;

    internal static void AddTo(RootCommand root)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Description = "Show this help.";
        help.Action = new HelpAction();
        root.Options.OfType<VersionOption>().Single().Description = "Show the version.";
    }

    public override int Invoke(ParseResult parseResult)
    {
        Write(parseResult.CommandResult.Command, parseResult.InvocationConfiguration.Output);
        return 0;
    }

    internal static void Write(Command command, TextWriter output) => new HelpPage(output, Width(output)).Write(command);

    // Lines longer than a hundred letters or so are hard to read, however wide the terminal.
    private static int Width(TextWriter output)
    {
        bool isFile = output == Console.Error ? Console.IsErrorRedirected : Console.IsOutputRedirected;
        int width = int.TryParse(
            Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture,
            out int columns) && columns > 0
            ? columns
            : isFile ? WidthOfFiles : Console.WindowWidth;
        return width <= 0 ? WidthOfFiles : Math.Clamp(width, LeastWidth, WidestLines);
    }
}
